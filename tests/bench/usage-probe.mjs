// Loaded into a measured process before its own code; needs --expose-gc.
process.on('message', (question) => {
  if (question !== 'usage') return;
  const { user, system } = process.cpuUsage();
  const peakRssMb = process.resourceUsage().maxRSS / 1024;
  globalThis.gc();
  process.send({ cpuSeconds: (user + system) / 1e6, rssMb: process.memoryUsage().rss / 2 ** 20, peakRssMb });
});
process.channel?.unref();
