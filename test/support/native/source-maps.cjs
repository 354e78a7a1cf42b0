const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { fileURLToPath } = require('node:url');
const { transformSync } = require('@swc/core');

/** Where the map of a module is, by the module's URL: made when a stack trace first asks for it. */
exports.SourceMapsOnDemand = class SourceMapsOnDemand extends Map {
  #folder;

  get(url) {
    if (!this.has(url)) this.set(url, url.startsWith('file:') && url.endsWith('.ts') ? this.#write(url) : '');
    return super.get(url);
  }

  #write(url) {
    if (this.#folder === undefined) {
      this.#folder = mkdtempSync(join(tmpdir(), 'covergraph-maps-'));
      process.once('exit', () => rmSync(this.#folder, { recursive: true, force: true }));
    }
    const filename = fileURLToPath(url);
    const { map } = transformSync(readFileSync(filename, 'utf8'), {
      filename,
      sourceFileName: filename,
      sourceMaps: true,
    });
    const path = join(this.#folder, `${this.size}.map`);
    writeFileSync(path, map);
    return path;
  }
};
