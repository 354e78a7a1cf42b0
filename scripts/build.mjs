// Compiles src/ to dist/ with swc: one output per source, only what changed since the last build.
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const sourceRoot = join(root, 'src');
const outputRoot = join(root, 'dist');

async function filesBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

const outputFor = (source) => join(outputRoot, relative(sourceRoot, source)).replace(/\.ts$/, '.js');

// An output carries its source's modification time, so equal times mean "up to date" whatever the clock says.
async function isFresh(source, output) {
  const [from, to] = await Promise.all([stat(source), stat(output).catch(() => undefined)]);
  return to !== undefined && Math.trunc(from.mtimeMs) === Math.trunc(to.mtimeMs);
}

// Two builds may run at once: a file appears whole, and with the time its source had before it was read.
async function place(output, content, mtime) {
  const draft = `${output}.${process.pid}.draft`;
  await writeFile(draft, content);
  await utimes(draft, mtime, mtime);
  await rename(draft, output);
}

async function emit(source, output, compile) {
  const { mtime } = await stat(source);
  await mkdir(dirname(output), { recursive: true });
  if (!source.endsWith('.ts')) return place(output, await readFile(source), mtime);
  const { code, map } = await compile(source, { cwd: root, configFile: join(root, '.swcrc'), sourceFileName: source });
  await place(`${output}.map`, map, mtime);
  return place(output, `${code}\n//# sourceMappingURL=${basename(output)}.map\n`, mtime);
}

const sources = (await filesBelow(sourceRoot)).filter((file) => !file.endsWith('.d.ts') && !file.endsWith('.md'));
const wanted = new Set(sources.flatMap((source) => [outputFor(source), `${outputFor(source)}.map`]));
const stale = (await filesBelow(outputRoot)).filter((file) => !wanted.has(file) && !file.endsWith('.draft'));
await Promise.all(stale.map((file) => rm(file, { force: true })));

const changed = [];
for (const source of sources) if (!(await isFresh(source, outputFor(source)))) changed.push(source);
if (changed.length > 0) {
  const { transformFile } = await import('@swc/core');
  await Promise.all(changed.map((source) => emit(source, outputFor(source), transformFile)));
}
