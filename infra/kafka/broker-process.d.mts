export interface BrokerProcess {
  brokers: string[];
  port: number;
  pid: number;
  dataDir: string;
  logFile: string;
  /** Ends the broker in an orderly way; resolves when its process is gone. */
  stop(): Promise<void>;
  /** Ends the broker at once, as a crash would; resolves when its process is gone. */
  kill(): Promise<void>;
}

export interface StartOptions {
  dataDir: string;
  /** 0 or left out: a free one. */
  port?: number;
  onProgress?: (text: string) => void;
}

/** Starts a single-node broker on 127.0.0.1, or finds the one that already runs on `dataDir`. */
export function startBroker(options: StartOptions): Promise<BrokerProcess & { wasRunning: boolean }>;

/** The broker that runs on `dataDir`, or null. */
export function findBroker(dataDir: string): BrokerProcess | null;
