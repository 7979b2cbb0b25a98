// Imported first by every command here, so that an old Node gets a clear line instead of a strange failure.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`Touchstone needs Node 20.19 or newer; this is ${process.versions.node}.\n`);
  process.exit(1);
}
