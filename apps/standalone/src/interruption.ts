/** Ctrl-C comes twice where npm started us: from the terminal, and passed on by npm. */
const sameMomentMs = 1_000;

/** Fires on SIGINT, SIGTERM or SIGHUP; the same again a moment later ends the process at once. */
export function untilInterrupted(say: (line: string) => void): { signal: AbortSignal; forget: () => void } {
  const interruption = new AbortController();
  let firstAt = 0;
  const onSignal = (): void => {
    if (firstAt === 0) {
      firstAt = Date.now();
      say('Stopping ... (once more to force it)');
      interruption.abort();
    } else if (Date.now() - firstAt > sameMomentMs) {
      say('Forced to stop; the next start recovers.');
      process.exit(130);
    }
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, onSignal);
  return {
    signal: interruption.signal,
    forget: () => {
      for (const name of signals) process.off(name, onSignal);
    },
  };
}
