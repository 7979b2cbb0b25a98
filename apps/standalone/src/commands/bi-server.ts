import { Fault } from '@touchstone/runtime';

/** A ClickHouse server, and who Touchstone is there. */
export interface BiServer {
  url: string;
  /** What a tool is told to connect to. */
  host: string;
  port: number;
  tls: boolean;
  /** Database of the facts. */
  database: string;
  ownUser: string;
  /** Nobody named it: statements are written for names as in the documentation. */
  isAssumed: boolean;
}

/** The server of a URL `http[s]://user:password@host:port/database`. @param printSql statements alone need none @throws Fault */
export function biServer(given: string | undefined, printSql: boolean): BiServer {
  const isAssumed = !given && printSql;
  const url = isAssumed ? 'http://touchstone@localhost:8123/touchstone' : given;
  if (!url || !/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new Fault(
      'invalid_request',
      'Users are made on a ClickHouse server: name it with --clickhouse or CLICKHOUSE_URL, as http://user:password@host:8123/database. A standalone Touchstone has none; there the password is an API key with the scope query:read (touchstone keys create).',
    );
  const { protocol, hostname: host, port, username, pathname } = new URL(url);
  const tls = protocol === 'https:';
  return {
    ...{ url, host, tls, isAssumed },
    port: Number(port || (tls ? 443 : 80)),
    database: decodeURIComponent(pathname.slice(1)) || 'default',
    ownUser: decodeURIComponent(username) || 'default',
  };
}

/** Lines of SQL comments that say what printed statements take for granted. */
export function assumptions({ database, ownUser, isAssumed }: BiServer): string {
  const said = `facts in database ${database}, Touchstone connects as user ${ownUser}`;
  return `-- ${said.replace(/[\r\n]/g, ' ')}${isAssumed ? ': assumed, as no server was named (--clickhouse or CLICKHOUSE_URL)' : ''}\n`;
}
