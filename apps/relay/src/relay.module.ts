import {
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Relay, type RelayParts } from './relay.js';

/** Runs the relay as long as the application runs. */
@Module({})
export class RelayModule implements OnApplicationBootstrap, OnApplicationShutdown {
  static with(parts: RelayParts): DynamicModule {
    return {
      module: RelayModule,
      providers: [{ provide: Relay, useFactory: () => new Relay(parts) }],
      exports: [Relay],
    };
  }

  constructor(@Inject(Relay) private readonly relay: Relay) {}

  onApplicationBootstrap(): void {
    this.relay.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.relay.stop();
  }
}
