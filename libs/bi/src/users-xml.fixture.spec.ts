/** What statements that make a user say, as a server that cannot be told by SQL reads it from its files. */
export interface Access {
  config: string;
  users: string;
}

/**
 * Users of a server: its own, and one with profile, grants, row policies and quota of the statements of `grantStatements`.
 * @param statements taken apart; one of a kind that is not known is an error, so that none is left out
 */
export function usersXml(statements: readonly string[], usersPath: string): Access {
  const settings: string[] = [];
  const constraints: string[] = [];
  const grants: string[] = [];
  const filters: string[] = [];
  let quota = '';
  for (const sql of statements) {
    const profile = /^CREATE SETTINGS PROFILE OR REPLACE `[^`]+` SETTINGS (.*)$/.exec(sql);
    const grant = /^(GRANT SELECT.* ON .*) TO `[^`]+`$/.exec(sql);
    const policy =
      /^CREATE ROW POLICY OR REPLACE `[^`]+` ON `(\w+)`\.`(\w+)` FOR SELECT USING (.*) TO `[^`]+`$/.exec(sql);
    const most = /^CREATE QUOTA OR REPLACE `[^`]+` FOR INTERVAL 1 hour MAX (.*) TO `[^`]+`$/.exec(sql);
    if (profile)
      for (const part of profile[1]!.split(', ')) {
        const [, name, value, min, max, isConst] = /^(\w+) = (\d+)(?: MIN (\d+) MAX (\d+)| (CONST))?$/.exec(
          part,
        )!;
        settings.push(tag(name!, value!));
        if (min) constraints.push(tag(name!, tag('min', min) + tag('max', max!)));
        if (isConst) constraints.push(tag(name!, '<const/>'));
      }
    else if (grant) grants.push(grant[1]!);
    else if (policy) filters.push(tag(policy[1]!, tag(policy[2]!, tag('filter', escaped(policy[3]!)))));
    else if (most)
      quota = most[1]!
        .split(', ')
        .map((limit) => limit.split(' = '))
        .map(([name, value]) => tag(name!, value!))
        .join('');
    else if (!/^(CREATE ROLE|CREATE USER|GRANT `|SET DEFAULT ROLE|CREATE ROW POLICY IF NOT EXISTS)/.test(sql))
      throw new Error(`Nobody knows what this says in a file: ${sql}`);
  }
  const granted = (queries: readonly string[]) =>
    tag('grants', queries.map((query) => tag('query', escaped(query))).join(''));
  const users = [
    tag('profiles', tag('default', settings.join('') + tag('constraints', constraints.join('')))),
    tag(
      'users',
      tag(
        'default',
        '<password></password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota>' +
          tag('databases', filters.join('')) +
          granted(['GRANT own, tool']),
      ),
    ),
    tag('roles', tag('own', granted(['GRANT ALL ON *.* WITH GRANT OPTION'])) + tag('tool', granted(grants))),
    tag('quotas', tag('default', tag('interval', `<duration>3600</duration>${quota}`))),
  ];
  return {
    config: tag('clickhouse', tag('users_config', usersPath)),
    users: tag('clickhouse', users.join('\n')),
  };
}

const tag = (name: string, content: string): string => `<${name}>${content}</${name}>`;
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
