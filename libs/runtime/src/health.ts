import {
  Controller,
  type DynamicModule,
  Get,
  Inject,
  Module,
  ServiceUnavailableException,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import {
  type HealthCheckResult,
  HealthCheckService,
  HealthIndicatorService,
  TerminusModule,
} from '@nestjs/terminus';
import { Fault, messageOf } from './fault.js';
import { Public } from './public.js';

/** Something a process needs to do its work; `check` throws, with a reason, while it is not there. */
export interface ReadinessCheck {
  name: string;
  check: () => Promise<unknown>;
}

const CHECKS = Symbol('READINESS_CHECKS');

@ApiExcludeController()
@Public()
@Controller('health')
class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicator: HealthIndicatorService,
    @Inject(CHECKS) private readonly checks: ReadinessCheck[],
  ) {}

  /** The process runs and its event loop turns. */
  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** Everything that the process needs answers; else 503 that says what does not. */
  @Get('ready')
  async ready(): Promise<unknown> {
    try {
      return await this.health.check(
        this.checks.map(({ name, check }) => async () => {
          const session = this.indicator.check(name);
          try {
            await check();
            return session.up();
          } catch (thrown) {
            return session.down({ reason: messageOf(thrown) });
          }
        }),
      );
    } catch (thrown) {
      throw notReady(thrown);
    }
  }
}

/** The failed check as a problem that names what is down, and why; anything else as it was. */
function notReady(thrown: unknown): unknown {
  if (!(thrown instanceof ServiceUnavailableException)) return thrown;
  const { error } = thrown.getResponse() as HealthCheckResult;
  const down = Object.keys(error ?? {});
  return new Fault('unavailable', `Not ready: ${down.join(', ')} does not answer.`, {
    retry: true,
    details: { down: error },
  });
}

/** `GET /health/live` and `/health/ready`. */
@Module({})
export class HealthModule {
  static with(checks: ReadinessCheck[]): DynamicModule {
    return {
      module: HealthModule,
      imports: [TerminusModule.forRoot({ logger: false })],
      controllers: [HealthController],
      providers: [{ provide: CHECKS, useValue: checks }],
    };
  }
}
