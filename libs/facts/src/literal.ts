/** A text as a literal of ClickHouse's SQL, for where a parameter cannot stand. */
export const literal = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;
