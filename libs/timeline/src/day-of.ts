const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** Calendar day of a moment in a time zone (an IANA name), YYYY-MM-DD. */
export function dayOf(moment: number, timeZone: string): string {
  let format = dayFormats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone }); // Swedes write dates as ISO does
    dayFormats.set(timeZone, format);
  }
  return format.format(moment);
}
