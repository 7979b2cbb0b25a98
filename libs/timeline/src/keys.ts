import { createHash } from 'node:crypto';

/** True for keys that may point at a person or an account, but never hold two of them together. */
export function isWeak(key: string): boolean {
  return key.startsWith('anonymous:') || key.startsWith('domain:');
}

/**
 * Kind of a key for the guard: two different keys of one kind are two people (or accounts) unless something strong
 * says otherwise. `user`, `email`, `phone`, `crm:<system>:<object>`, …
 */
export function kindOf(key: string): string {
  const parts = key.split(':', 3);
  return parts[0] === 'crm' ? parts.join(':') : (parts[0] ?? '');
}

function idOf(prefix: string, workspace: string, key: string): string {
  return prefix + createHash('sha256').update(`${workspace}\0${key}`).digest('hex').slice(0, 20);
}

/** Public id of the person whose surviving key is `personKey`: `per_` and 20 hex digits. */
export function personIdOf(workspace: string, personKey: string): string {
  return idOf('per_', workspace, personKey);
}

/** Public id of the account whose surviving key is `accountKey`: `acc_` and 20 hex digits. */
export function accountIdOf(workspace: string, accountKey: string): string {
  return idOf('acc_', workspace, accountKey);
}
