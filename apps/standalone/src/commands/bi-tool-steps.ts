import type { BiTool } from '@touchstone/bi';

/** What is to be done in each tool with what `bi grant` has printed. */
export const toolSteps: Record<BiTool, string> = {
  metabase:
    'Admin settings, Databases, Add database, ClickHouse: fill in the above; "Databases to show" is bi. Descriptions of views and columns come along.',
  superset:
    'Settings, Database connections, ClickHouse Connect: clickhousedb://USER:PASSWORD@HOST:PORT/bi; then add the views as datasets.',
  grafana:
    'Connections, Data sources, ClickHouse: server and port as above, protocol HTTP, default database bi. Import infra/bi/grafana-credit.json.',
  tableau:
    'Connect, To a server, ClickHouse by ClickHouse Inc. (JDBC): fill in the above, database bi. Import rather than live for dashboards of many.',
  powerbi:
    'Get data, ClickHouse (ODBC driver installed): fill in the above, database bi. Import mode; credit has a column a model, so take the one you mean.',
  dbt: 'profiles.yml: type clickhouse, driver http, schema bi for reading; copy infra/bi/dbt/sources.yml into models/. Models of your own need a database and a user of their own.',
};
