import { readFileSync } from 'node:fs';

const swcrc = JSON.parse(readFileSync(new URL('./.swcrc', import.meta.url), 'utf8'));
delete swcrc.$schema;

/** One project a tier; the file name says the tier, `npm test -- --selectProjects unit` selects by it. */
const tier = (name, extra = {}) => ({
  displayName: name,
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@touchstone/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swcrc, swcrc: false }] },
  transformIgnorePatterns: ['/node_modules/'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // its ES modules import JSON the old way, which jest warns of once a file
    '^libphonenumber-js$': '<rootDir>/node_modules/libphonenumber-js/index.cjs',
  },
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/'],
  testMatch: [`<rootDir>/(apps|libs)/*/src/**/*.${name}.spec.ts`, `<rootDir>/tests/**/*.${name}.spec.ts`],
  ...extra,
});

export default {
  projects: [
    tier('unit'),
    tier('int', {
      globalSetup: './tests/support/engines.setup.mjs',
      globalTeardown: './tests/support/engines.teardown.mjs',
    }),
    tier('e2e', {
      globalSetup: './tests/support/engines.setup.mjs',
      globalTeardown: './tests/support/engines.teardown.mjs',
    }),
  ],
  testTimeout: 120_000,
  maxWorkers: 2,
};
