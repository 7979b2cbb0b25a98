import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** What a key may do. A write key never reads. */
export const scopes = ['ingest:write', 'query:read', 'export:read', 'admin', 'erase:write'] as const;
export type Scope = (typeof scopes)[number];

/** The parts of a key: `tsk_<id>_<secret><checksum>`. Only the hash of the whole is ever stored. */
export interface ApiKeyParts {
  keyId: string;
  text: string;
  hash: Buffer;
}

const shape = /^tsk_([0-9a-f]{12})_([0-9a-f]{64})([0-9a-f]{8})$/;

const checksum = (text: string): string => crc32(text).toString(16).padStart(8, '0');

export const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();

/** A new random key: 48-bit id, 256-bit secret, CRC-32 so that a mistyped key is told from a wrong one. */
export function generateApiKey(): ApiKeyParts {
  const keyId = randomBytes(6).toString('hex');
  const body = `tsk_${keyId}_${randomBytes(32).toString('hex')}`;
  const text = body + checksum(body);
  return { keyId, text, hash: hashOf(text) };
}

/** Takes a presented key apart; null where it is not one of ours. */
export function parseApiKey(text: string): ApiKeyParts | null {
  const match = shape.exec(text);
  if (!match || checksum(text.slice(0, -8)) !== match[3]) return null;
  return { keyId: match[1]!, text, hash: hashOf(text) };
}
