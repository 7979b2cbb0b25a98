import { timingSafeEqual } from 'node:crypto';
import { Fault, type Pool } from '@touchstone/runtime';
import { generateApiKey, parseApiKey, type Scope } from './api-key.js';

/** Who calls: the workspace comes from the key, never from the body. */
export interface Caller {
  workspace: string;
  keyId: string;
  scopes: ReadonlySet<Scope>;
  /** A source that is disabled may not write. */
  isDisabled: boolean;
}

export interface ApiKeyInfo {
  workspace: string;
  keyId: string;
  name: string;
  scopes: Scope[];
  createdAt: Date;
  revokedAt: Date | null;
  disabledAt: Date | null;
}

interface Row extends ApiKeyInfo {
  secretHash: Buffer;
}

const columns = `workspace, key_id AS "keyId", name, scopes, created_at AS "createdAt", revoked_at AS "revokedAt",
  disabled_at AS "disabledAt"`;
const cacheMs = 15_000; // a revoked or disabled key is refused within 30 s

/** Creates, lists, disables, revokes and checks API keys. */
export class ApiKeys {
  private readonly cache = new Map<string, { row: Row | null; until: number }>();

  constructor(
    private readonly pool: Pool,
    private readonly now: () => number = Date.now,
  ) {}

  /** @returns the key's text, shown this once, and what is known of it. */
  async create(
    workspace: string,
    name: string,
    granted: Scope[],
  ): Promise<{ key: string; info: ApiKeyInfo }> {
    const key = generateApiKey();
    const { rows } = await this.pool.query<ApiKeyInfo>(
      `INSERT INTO api_keys (workspace, key_id, name, secret_hash, scopes) VALUES ($1, $2, $3, $4, $5) RETURNING ${columns}`,
      [workspace, key.keyId, name, key.hash, granted],
    );
    return { key: key.text, info: rows[0]! };
  }

  async list(workspace?: string): Promise<ApiKeyInfo[]> {
    const { rows } = await this.pool.query<ApiKeyInfo>(
      `SELECT ${columns} FROM api_keys WHERE $1::text IS NULL OR workspace = $1 ORDER BY workspace, created_at, key_id`,
      [workspace ?? null],
    );
    return rows;
  }

  /** @returns false where there is no such live key. */
  async revoke(keyId: string): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      'UPDATE api_keys SET revoked_at = now() WHERE key_id = $1 AND revoked_at IS NULL',
      [keyId],
    );
    this.cache.delete(keyId);
    return rowCount === 1;
  }

  /**
   * Disables a source: the door answers 404 to its key until it is enabled again. What else the key may do it still may.
   * @returns false where no live key of this id may write.
   */
  disable(keyId: string): Promise<boolean> {
    return this.setDisabled(keyId, 'coalesce(disabled_at, now())');
  }

  /** @returns false where no live key of this id may write. */
  enable(keyId: string): Promise<boolean> {
    return this.setDisabled(keyId, 'NULL');
  }

  private async setDisabled(keyId: string, disabledAt: string): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `UPDATE api_keys SET disabled_at = ${disabledAt}
       WHERE key_id = $1 AND revoked_at IS NULL AND 'ingest:write' = ANY (scopes)`,
      [keyId],
    );
    this.cache.delete(keyId);
    return rowCount === 1;
  }

  /** @throws Fault `unauthenticated` for anything but a live key; `unavailable` while keys cannot be looked up. */
  async authenticate(text: string | null | undefined): Promise<Caller> {
    const key = text ? parseApiKey(text) : null;
    const row = key ? await this.find(key.keyId) : null;
    if (!key || !row || row.revokedAt || !timingSafeEqual(row.secretHash, key.hash))
      throw new Fault(
        'unauthenticated',
        text
          ? 'This API key is not known or was revoked.'
          : 'An API key is needed: `Authorization: Bearer <key>`, or the key as the user name of Basic authentication.',
      );
    const { workspace, keyId, scopes, disabledAt } = row;
    return { workspace, keyId, scopes: new Set(scopes), isDisabled: disabledAt !== null };
  }

  private async find(keyId: string): Promise<Row | null> {
    const cached = this.cache.get(keyId);
    if (cached && cached.until > this.now()) return cached.row;
    const { rows } = await this.pool
      .query<Row>(`SELECT ${columns}, secret_hash AS "secretHash" FROM api_keys WHERE key_id = $1`, [keyId])
      .catch((cause: unknown) => {
        const later = { retry: true, retryAfterSeconds: 5, cause };
        throw new Fault('unavailable', 'API keys cannot be checked right now; try again.', later);
      });
    const row = rows[0] ?? null;
    if (row) this.cache.set(keyId, { row, until: this.now() + cacheMs }); // unknown ids are not kept: nobody can fill the cache
    return row;
  }
}

/** @throws Fault `forbidden` that names the scope which is missing; `not_found` where a disabled source writes. */
export function requireScope(caller: Caller, scope: Scope): void {
  if (!caller.scopes.has(scope)) throw new Fault('forbidden', `This key lacks the scope ${scope}.`);
  if (scope === 'ingest:write' && caller.isDisabled)
    throw new Fault(
      'not_found',
      'This source is disabled: nothing was taken. Have it enabled (touchstone keys enable), then send the events again.',
    );
}
