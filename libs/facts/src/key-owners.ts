/**
 * SQL of whose keys are as of a position: a key that is not among them is a person of its own, without an account. Needs
 * `workspace` and `asOf`.
 */
export const keyOwners = `
  SELECT person_key, from_at, from_event, person, account_id
  FROM person_keys
  WHERE workspace = {workspace:String} AND (person_key, version) IN (
    SELECT person_key, max(version) FROM person_keys
    WHERE workspace = {workspace:String} AND version <= {asOf:UInt64} GROUP BY person_key)`;

/** SQL of the public id of the person whose surviving key a column holds; in ClickHouse what `personIdOf` is. */
export const personIdSql = (workspace: string, key: string): string =>
  `concat('per_', lower(hex(substring(SHA256(concat(${workspace}, char(0), ${key})), 1, 10))))`;
