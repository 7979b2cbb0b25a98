import { expect, it } from '@jest/globals';
import { isWorkspaceName } from './workspace-name.js';

it.each(['acme', 'North of South', "o'neill", 'ü'.repeat(100)])('%j is the name of a workspace', (name) => {
  expect(isWorkspaceName(name)).toBe(true);
});

it.each(['', 'a\0b', '\ud800', 'x'.repeat(101)])('%j is not', (name) => {
  expect(isWorkspaceName(name)).toBe(false);
});
