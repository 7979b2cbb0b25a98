import type { ApiKeys, Caller } from '@touchstone/access';
import { Fault } from '@touchstone/runtime';
import type { IncomingHttpHeaders } from 'node:http';
import { ServerException } from './server-exception.js';

export interface Credentials {
  user: string;
  password: string;
}

/** What a request says who it is, in every way that a server takes it; null: nothing. */
export function credentialsOf(
  headers: IncomingHttpHeaders,
  fields: ReadonlyMap<string, string>,
): Credentials | null {
  const user = headers['x-clickhouse-user'];
  const key = headers['x-clickhouse-key'];
  if (user !== undefined || key !== undefined)
    return { user: String(user ?? ''), password: String(key ?? '') };
  const [scheme = '', value = ''] = (headers.authorization ?? '').split(/\s+/, 2);
  if (/^basic$/i.test(scheme)) {
    const text = Buffer.from(value, 'base64').toString('utf8');
    const colon = text.indexOf(':');
    return colon < 0
      ? { user: text, password: '' }
      : { user: text.slice(0, colon), password: text.slice(colon + 1) };
  }
  if (/^bearer$/i.test(scheme)) return { user: '', password: value };
  if (fields.has('user') || fields.has('password'))
    return { user: fields.get('user') ?? '', password: fields.get('password') ?? '' };
  return null;
}

/**
 * Who asks. The password is an API key with the scope query:read and the user any name; or the user is the key, without a
 * password. @throws ServerException as a server refuses a user
 */
export async function callerOf(keys: ApiKeys, credentials: Credentials | null): Promise<Caller> {
  if (!credentials)
    throw ServerException.of('REQUIRED_PASSWORD', 'default: Authentication failed: password is required');
  const { user, password } = credentials;
  try {
    const caller = await keys.authenticate(password || user);
    if (caller.scopes.has('query:read')) return caller;
  } catch (thrown) {
    if (!(thrown instanceof Fault) || thrown.code !== 'unauthenticated') throw thrown;
    const name = password ? user : 'default'; // where the name is the secret it is not repeated
    throw ServerException.of(
      'AUTHENTICATION_FAILED',
      `${name.slice(0, 100) || 'default'}: Authentication failed: password is incorrect, or there is no user with such name`,
    );
  }
  throw ServerException.of('ACCESS_DENIED', 'Not enough privileges. The key needs the scope query:read');
}
