// Loaded into processes that a test starts with a pipe as stdin: when the test run is killed, so are they.
process.stdin.once('end', () => process.kill(process.pid, 'SIGKILL')).resume();
process.stdin.unref();
