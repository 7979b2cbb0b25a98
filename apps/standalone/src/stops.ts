/** What was started, to be stopped in the opposite order; a failure of one does not keep the others running. */
export class Stops {
  private readonly stops: { name: string; stop: () => unknown }[] = [];
  private stopping: Promise<void> | null = null;

  constructor(private readonly onFailure: (name: string, failure: unknown) => void = () => undefined) {}

  add(name: string, stop: () => unknown): void {
    this.stops.push({ name, stop });
  }

  /** Resolves when everything is stopped. Safe to call twice. */
  run(): Promise<void> {
    this.stopping ??= this.stopAll();
    return this.stopping;
  }

  private async stopAll(): Promise<void> {
    for (const { name, stop } of this.stops.reverse()) {
      try {
        await stop();
      } catch (failure) {
        this.onFailure(name, failure);
      }
    }
  }
}
