import type { Command } from 'commander';
import type { StartOptions } from '../start.js';

/** `touchstone start` */
export function addStart(program: Command): void {
  program
    .command('start')
    .description('run everything in this process, on embedded engines; the first start loads a demo company')
    .option('--port <number>', 'where HTTP listens; 0 takes a free port (default: PORT, else 4747)')
    .option('--host <address>', 'address to listen on (default: HOST, else 127.0.0.1)')
    .option('--data <folder>', 'where everything is kept (default: TOUCHSTONE_DATA, else .touchstone)')
    .option('--once', 'print the attribution table and end', false)
    .option('--json', 'with --once: print the report as one JSON object and nothing else', false)
    .option('--no-demo', 'load no demo')
    .option('--demo-scale <share>', 'size of the demo, 0.02 to 1 (default: 1)')
    .option(
      '--log-level <level>',
      'least level that is logged, as JSON on stderr (default: LOG_LEVEL, else warn)',
    )
    .option('--check-config', 'check the configuration and end', false)
    .addHelpText(
      'after',
      '\nWith KAFKA_BROKERS set, events are read from Kafka as well.\nBI tools connect at BI_HOST and BI_PORT (default: 127.0.0.1 and 8123; 0 takes a free port, off opens none).',
    )
    .action(async (options: StartOptions) => {
      const { start } = await import('../start.js'); // everything there is: the other commands need not wait for it
      await start(options);
    });
}
