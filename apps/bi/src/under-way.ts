import { literal } from '@touchstone/bi';

/** What a driver sends where somebody presses cancel. */
const killing = /^KILL\s+QUERY\s+WHERE\s+query_id\s*=\s*'([^'\\]{1,200})'(?:\s+(?:SYNC|ASYNC))?(?:\s*;)?$/i;

/** Questions that are being answered, each by who asks and the id that they gave it. */
export class UnderWay {
  private readonly ends = new Map<string, AbortController>();

  /** @returns what forgets the question again */
  add(asker: string, queryId: string, end: AbortController): () => void {
    const name = nameOf(asker, queryId);
    this.ends.set(name, end);
    return () => {
      if (this.ends.get(name) === end) this.ends.delete(name);
    };
  }

  /**
   * `KILL QUERY WHERE query_id = '…'` ends a question of the same asker. Other statements are left as they are.
   * @returns SQL whose answer is the one that a server gives: a row where there was something to end
   */
  afterKilling(asker: string, sql: string): string {
    const text = sql.trim();
    const queryId = text.length > 500 ? undefined : killing.exec(text)?.[1];
    if (queryId === undefined) return sql;
    const end = this.ends.get(nameOf(asker, queryId));
    end?.abort();
    const row = `'waiting' AS kill_status, ${literal(queryId)} AS query_id, currentUser() AS user, '' AS query`;
    return `SELECT ${row} LIMIT ${end ? 1 : 0}`;
  }
}

const nameOf = (asker: string, queryId: string): string => JSON.stringify([asker, queryId]);
