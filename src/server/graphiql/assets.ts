import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

export interface Asset {
  readonly type: string;
  readonly bytes: Buffer;
  readonly gzipped: Buffer;
  readonly etag: string;
}

const types: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
};

const { resolve } = createRequire(import.meta.url);
const page = (name: string) => fileURLToPath(new URL(`./page/${name}`, import.meta.url));
const inPackage = (packageName: string, name: string) => join(dirname(resolve(`${packageName}/package.json`)), name);

// Found only when first asked for, so that the start of the process does not pay for it.
async function filesByName(): Promise<ReadonlyMap<string, string>> {
  const socketClient = dirname(resolve('graphql-ws/client'));
  // The client is one file and a chunk whose name changes with each version.
  const chunks = (await readdir(socketClient)).filter((name) => /^common-[\w-]+\.js$/.test(name));
  return new Map([
    ['index.html', page('index.html')],
    ['app.js', page('app.js')],
    ['app.css', page('app.css')],
    ['graphiql.min.js', inPackage('graphiql', 'graphiql.min.js')],
    ['graphiql.min.css', inPackage('graphiql', 'graphiql.min.css')],
    ['react.js', inPackage('react', 'umd/react.production.min.js')],
    ['react-dom.js', inPackage('react-dom', 'umd/react-dom.production.min.js')],
    ['graphql-ws.js', join(socketClient, 'client.js')],
    ...chunks.map((name) => [name, join(socketClient, name)] as const),
  ]);
}

const compress = promisify(gzip);

async function read(file: string): Promise<Asset> {
  const bytes = await readFile(file);
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  const type = types[file.slice(file.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
  return { type, bytes, gzipped: await compress(bytes), etag };
}

class Assets {
  private files: Promise<ReadonlyMap<string, string>> | undefined;
  private readonly known = new Map<string, Promise<Asset>>();

  /** A file of the page by its name; undefined for any other name. */
  async open(name: string): Promise<Asset | undefined> {
    this.files ??= filesByName();
    const file = (await this.files).get(name);
    if (file === undefined) return undefined;
    const asset = this.known.get(name) ?? read(file);
    this.known.set(name, asset);
    return asset;
  }
}

export const assets = new Assets();
