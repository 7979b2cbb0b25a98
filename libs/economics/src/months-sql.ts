/** A moment among the values, in epoch milliseconds. */
export const moment = (name: string) => `fromUnixTimestamp64Milli({${name}:Int64}, 'UTC')`;

const local = (sql: string) => `toTimeZone(${sql}, {timeZone:String})`;

/** Number of a calendar month, growing by 1 from month to month. Needs `timeZone`. */
export const monthNumber = (sql: string) => `toInt32(toRelativeMonthNum(${local(sql)}))`;

const monthsBetween = (from: string, to: string) => `${monthNumber(to)} - ${monthNumber(from)}`;
/** The day of a moment, in the month of a later one. */
const dayAgain = (from: string, to: string) => `addMonths(${local(from)}, ${monthsBetween(from, to)})`;

/** Whole months from a moment to a later one: its day has come again so many times. Needs `timeZone`. */
export const wholeMonths = (from: string, to: string) =>
  `(${monthsBetween(from, to)} - (${dayAgain(from, to)} > ${to}))`;
/** The same, a month that has begun counted. */
export const begunMonths = (from: string, to: string) =>
  `(${monthsBetween(from, to)} + (${dayAgain(from, to)} < ${to}))`;
