/** A text as a literal of SQL. */
export const literal = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;
