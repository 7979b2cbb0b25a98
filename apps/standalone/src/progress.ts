import { Presets, SingleBar } from 'cli-progress';

/** How far a piece of work has come, shown on stderr: a bar on a terminal, elsewhere a line now and then. */
export interface Progress {
  /** @param text what to show beside the share that is done, such as `1,200 events` */
  update(done: number, text: string): void;
  stop(): void;
}

const lineEveryMs = 5_000;

/** @param total what `done` counts up to; null where nobody knows */
export function showProgress(title: string, total: number | null): Progress {
  return process.stderr.isTTY && total !== null ? bar(title, total) : lines(title, total);
}

export const noProgress: Progress = { update: () => undefined, stop: () => undefined };

function bar(title: string, total: number): Progress {
  const shown = new SingleBar(
    {
      format: `${title} {bar} {percentage}% · {text} · {eta_formatted} left`,
      hideCursor: true,
      clearOnComplete: true,
    },
    Presets.shades_classic,
  );
  shown.start(total, 0, { text: '' });
  return { update: (done, text) => shown.update(Math.min(done, total), { text }), stop: () => shown.stop() };
}

function lines(title: string, total: number | null): Progress {
  let saidAt = Date.now();
  return {
    update: (done, text) => {
      if (Date.now() - saidAt < lineEveryMs) return;
      saidAt = Date.now();
      const share = total ? ` ${Math.floor((100 * done) / total)}%` : '';
      process.stderr.write(`${title}${share} · ${text}\n`);
    },
    stop: () => undefined,
  };
}
