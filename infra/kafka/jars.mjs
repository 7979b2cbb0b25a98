import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const here = import.meta.dirname;
const pom = join(here, 'pom.xml');
const jars = join(here, 'jars');
const marker = join(jars, '.pom.sha256');

/** What keeps the broker from running here, in one line, or null when nothing does. */
export async function missingPrerequisite() {
  const major = await javaMajorVersion();
  if (major === null) return 'Kafka needs Java 17 or newer, and there is no `java` on the PATH';
  if (major < 17) return `Kafka needs Java 17 or newer; \`java\` on the PATH is version ${major}`;
  if (!hasJars() && !(await answers('mvn', ['-v']))) {
    return 'The Kafka jars are fetched by Maven on the first start, and there is no `mvn` on the PATH';
  }
  return null;
}

/** The class path of the broker; fetches the pinned jars by Maven when they are missing or another version is pinned. */
export async function kafkaClassPath({ onFetch = () => {} } = {}) {
  const problem = await missingPrerequisite();
  if (problem) throw new Error(problem);
  if (!hasJars()) {
    onFetch();
    await fetchJars();
  }
  return join(jars, '*');
}

/** Into a folder of its own first, so that neither an interrupted nor a parallel fetch leaves half of the jars behind. */
async function fetchJars() {
  const arriving = `${jars}.${process.pid}`;
  try {
    const maven = ['-B', '-q', '-f', pom, 'dependency:copy-dependencies', `-Djars.directory=${arriving}`];
    await run('mvn', maven, { maxBuffer: 64 << 20 }).catch((error) => {
      const reason = /\[ERROR\] (.*)/.exec(error.stdout ?? '')?.[1] ?? error.message;
      throw new Error(`Maven could not fetch the Kafka jars: ${reason}`);
    });
    await writeFile(join(arriving, '.pom.sha256'), pomHash());
    await rm(jars, { recursive: true, force: true });
    await rename(arriving, jars);
  } finally {
    await rm(arriving, { recursive: true, force: true });
  }
}

function hasJars() {
  return existsSync(marker) && readFileSync(marker, 'utf8') === pomHash();
}

function pomHash() {
  return createHash('sha256').update(readFileSync(pom)).digest('hex');
}

async function javaMajorVersion() {
  const output = await run('java', ['-version']).then(
    ({ stderr, stdout }) => stderr + stdout,
    () => '',
  );
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(output) ?? [];
  if (first === undefined) return null;
  return Number(first === '1' ? second : first);
}

async function answers(command, args) {
  return run(command, args).then(
    () => true,
    () => false,
  );
}
