import { join } from 'node:path';

/** Writes a workspace's touches and won deals as Parquet: what a warehouse would have of them, nothing computed. */
export async function writeRawFiles(clickhouse, workspace, folder) {
  const into = (name) => `INSERT INTO FUNCTION file('${join(folder, name)}', 'Parquet')`;
  await clickhouse.command(`${into('touches.parquet')}
    SELECT toUInt32(splitByChar('-', person_key)[2]) AS account, toUnixTimestamp64Milli(occurred_at) AS touched,
      position AS place, toString(channel) AS channel
    FROM touches WHERE workspace = '${workspace}'`);
  await clickhouse.command(`${into('deals.parquet')}
    SELECT conversion_id AS id, toUInt32(splitByChar('-', account_id)[2]) AS account,
      toUnixTimestamp64Milli(converted_at) AS won, toUnixTimestamp64Milli(assumeNotNull(created_at)) AS opened,
      toUnixTimestamp64Milli(lead_at[1]) AS lead, amount_minor AS amount
    FROM journeys WHERE workspace = '${workspace}' AND kind = 'deal.won'`);
}
