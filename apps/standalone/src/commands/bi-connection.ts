import type { BiServer } from './bi-server.js';

/** What a tool is told to connect to; without host and port where no server was named. */
export interface BiConnection {
  host: string | null;
  port: number | null;
  tls: boolean | null;
  database: string;
  user: string;
  /** null: the one that the user has */
  password: string | null;
}

/** How a user connects to a server. */
export function connectionTo(
  { host, port, tls, isAssumed }: BiServer,
  user: string,
  password: string | null,
): BiConnection {
  const address = isAssumed ? { host: null, port: null, tls: null } : { host, port, tls };
  return { ...address, database: 'bi', user, password };
}

/** The same for people. @param printed statements that nobody has run: until then nothing has changed */
export function connectionText(connection: BiConnection, printed: boolean): string {
  const { host, port, tls, database, user, password } = connection;
  const lines = [
    ['host', host ?? 'of your ClickHouse server'],
    [
      'port',
      port === null
        ? 'of its HTTP (8123; 8443 with TLS)'
        : `${port}${tls ? ' (HTTPS: switch on SSL or TLS in the tool)' : ''}`,
    ],
    ['database', database],
    ['user', user],
    ['password', password ?? 'as before'],
  ].map(([what, value]) => `${what!.padEnd(10)}${value}`);
  if (password !== null)
    lines.push(
      printed
        ? 'This is the password once the statements have run; one that the user had before ends then.'
        : 'A password that this user had before is replaced by this one.',
    );
  return lines.join('\n');
}
