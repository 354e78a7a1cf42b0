import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { MAX_DOCUMENT_BYTES } from '../../src/claims/document-service.js';
import { systemScope } from '../../src/database/unit-of-work.js';
import type { Viewer } from '../../src/partners/viewer.js';
import { documentRoutes, fileNameFrom } from '../../src/server/document-routes.js';
import { createErrorFormatter } from '../../src/server/errors.js';
import { createFastify } from '../../src/server/fastify.js';
import { unauthenticated } from '../../src/server/refusal.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { fingerprint } from '../support/fingerprint.js';
import { ClaimWorld } from './fixture.js';

let test: TestDatabase;
let world: ClaimWorld;
let fastify: FastifyInstance;
const viewers = new Map<string, Viewer>();

beforeAll(async () => {
  test = await createTestDatabase();
  world = await ClaimWorld.create(test.unitOfWork);
  viewers.set('lender', world.lender);
  viewers.set('insurer', world.insurer);
  viewers.set('reader', { ...world.lender, role: 'DASHBOARD' });
  const log = pino({ level: 'silent' });
  fastify = createFastify({ log, format: createErrorFormatter({ log }) });
  const viewerOf = (request: { headers: { authorization?: string | undefined } }): Viewer => {
    const viewer = viewers.get(request.headers.authorization ?? '');
    if (!viewer) throw unauthenticated();
    return viewer;
  };
  const authenticated = async (request: Parameters<typeof viewerOf>[0]) => void viewerOf(request);
  documentRoutes(fastify, world.documents, { viewerOf, authenticated } as Parameters<typeof documentRoutes>[2]);
  await fastify.ready();
});
afterAll(async () => {
  await fastify.close();
  await test.drop();
});

const PDF = Buffer.from('%PDF-1.7 contract');

const post = (body: Buffer, headers: Record<string, string>, authorization = 'lender') =>
  fastify.inject({ method: 'POST', url: '/documents', payload: body, headers: { authorization, ...headers } });
const get = (id: string, authorization: string) =>
  fastify.inject({ method: 'GET', url: `/documents/${id}`, headers: { authorization } });

describe('POST and GET /documents', () => {
  it('says what an upload without a body lacks', async () => {
    const answer = await fastify.inject({ method: 'POST', url: '/documents', headers: { authorization: 'lender' } });
    expect(answer.statusCode).toBe(422);
    const [error] = answer.json().errors;
    expect(
      error.extensions.issues.map(({ code, header }: { code: string; header?: string }) => [code, header]),
    ).toEqual([
      ['BAD_FILE_NAME', 'X-File-Name'],
      ['MEDIA_TYPE_NOT_ALLOWED', 'Content-Type'],
      ['EMPTY', undefined],
    ]);
  });

  describe('with the digest of what was sent', () => {
    const headers = { 'content-type': 'application/pdf', 'x-file-name': 'contract.pdf' };
    const sha256 = createHash('sha256').update(PDF).digest('base64');
    const documents = async (): Promise<unknown> =>
      (
        await test.unitOfWork.run(systemScope, (tx) =>
          tx.rows({ name: 'documents', text: 'SELECT id FROM document' }, []),
        )
      ).length;

    it.each([
      ['alone', `sha-256=:${sha256}:`],
      ['among others', `unixsum=:AAAA:, sha-256=:${sha256}:`],
      ['only of a kind that is not checked', 'unixsum=:AAAA:'],
    ])('takes the right one, %s', async (_name, digest) => {
      expect((await post(PDF, { ...headers, 'content-digest': digest })).statusCode).toBe(201);
    });

    it.each([
      ['another file', `sha-256=:${createHash('sha256').update('x').digest('base64')}:`, 'CONTENT_ALTERED'],
      ['no digest', 'sha-256=:zzz:', 'MALFORMED_DIGEST'],
    ])('refuses that of %s and stores nothing', async (_name, digest, code) => {
      const before = await documents();
      const answer = await post(PDF, { ...headers, 'content-digest': digest });
      expect([answer.statusCode, answer.json().errors[0].extensions.issues[0].code]).toEqual([422, code]);
      expect(await documents()).toBe(before);
    });
  });

  it('stores a file and gives it back to its owner', async () => {
    const stored = await post(PDF, { 'content-type': 'application/pdf', 'x-file-name': 'Vertrag%20%C3%BC.pdf' });
    expect(stored.statusCode).toBe(201);
    const { id, ...rest } = stored.json();
    expect(rest).toEqual({
      fileName: 'Vertrag ü.pdf',
      mediaType: 'application/pdf',
      sizeBytes: 17,
      sha256: '096d13eda09b562b3eaa39836d9d553d25c07a1d4877f59445bd0b0ed77a9745',
      storedAt: '2026-04-15T10:00:00.000Z',
      state: 'CLEAN',
      path: `/documents/${id}`,
    });
    expect(stored.headers.location).toBe(`/documents/${id}`);
    const read = await get(id, 'lender');
    expect(read.statusCode).toBe(200);
    expect(read.rawPayload.equals(PDF)).toBe(true);
    expect(read.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': "attachment; filename*=UTF-8''Vertrag%20%C3%BC.pdf",
      'x-content-type-options': 'nosniff',
    });
  });

  it('answers others as for a document that does not exist', async () => {
    const { id } = (await post(PDF, { 'content-type': 'application/pdf', 'x-file-name': 'a.pdf' })).json();
    const foreign = await get(id, 'insurer');
    const unknown = await get('doc_01h455vb4pex5vsknk084sn02q', 'insurer');
    const nonsense = await get('nonsense', 'insurer');
    expect(foreign.statusCode).toBe(404);
    expect([unknown.body, nonsense.body]).toEqual([foreign.body, foreign.body]);
  });

  it('stores once for one idempotency key', async () => {
    const headers = { 'content-type': 'text/csv', 'x-file-name': 'a.csv', 'idempotency-key': 'doc-1' };
    const first = await post(Buffer.from('a;b\n1;2\n'), headers);
    const again = await post(Buffer.from('a;b\n1;2\n'), headers);
    expect(again.json()).toEqual(first.json());
    expect((await post(Buffer.from('other'), headers)).statusCode).toBe(409);
  });

  const image = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0]);
  it.each([
    ['a PNG', image, 'image/png', 201],
    ['a JPEG', Buffer.from([0xff, 0xd8, 0xff, 0xe0]), 'image/jpeg', 201],
    ['text with a parameter', Buffer.from('Grüße\tund\r\n'), 'text/plain; charset=utf-8', 201],
    ['exactly 10 MiB', Buffer.concat([PDF, Buffer.alloc(MAX_DOCUMENT_BYTES - PDF.length)]), 'application/pdf', 201],
  ])('takes %s', async (_name, body, type, status) => {
    const stored = await post(body, { 'content-type': type, 'x-file-name': 'file' });
    expect(stored.statusCode).toBe(status);
  });

  it.each([
    ['a PNG that says PDF', image, 'application/pdf', 422, ['CONTENT_MISMATCH']],
    ['bytes that say text', Buffer.from([0x41, 0x00]), 'text/plain', 422, ['CONTENT_MISMATCH']],
    ['Latin-1 that says text', Buffer.from([0x47, 0x72, 0xfc]), 'text/plain', 422, ['CONTENT_MISMATCH']],
    ['a page', Buffer.from('<script>'), 'text/html', 422, ['MEDIA_TYPE_NOT_ALLOWED']],
    ['nothing', Buffer.alloc(0), 'text/plain', 422, ['EMPTY']],
  ])('refuses %s and stores nothing', async (_name, body, type, status, codes) => {
    const before = await fingerprint(test.unitOfWork);
    const refused = await post(body, { 'content-type': type, 'x-file-name': 'file' });
    expect(refused.statusCode).toBe(status);
    const { errors } = refused.json() as { errors: { extensions: { issues: { code: string }[] } }[] };
    expect(errors[0]?.extensions.issues.map(({ code }) => code)).toEqual(codes);
    expect(await fingerprint(test.unitOfWork)).toEqual(before);
  });

  it('refuses what is too large, without a key, and from a key that only reads', async () => {
    const headers = { 'content-type': 'application/pdf', 'x-file-name': 'a.pdf' };
    const large = Buffer.concat([PDF, Buffer.alloc(MAX_DOCUMENT_BYTES)]);
    expect((await post(large, headers)).statusCode).toBe(413);
    expect((await post(PDF, headers, 'nobody')).statusCode).toBe(401);
    expect((await post(PDF, headers, 'reader')).statusCode).toBe(403);
  });

  it.each([
    ['a.pdf', undefined, 'a.pdf'],
    ['100%', undefined, ''],
    [undefined, `attachment; filename*=UTF-8''%E4%BF%9D.pdf; filename="x.pdf"`, '保.pdf'],
    [undefined, 'attachment; filename="b c.pdf"', 'b c.pdf'],
    [undefined, 'attachment; filename=d.pdf', 'd.pdf'],
    [undefined, undefined, ''],
  ])('reads the file name from %s and %s', (header, disposition, expected) => {
    expect(fileNameFrom(header, disposition)).toBe(expected);
  });

  describe('the malware scan', () => {
    // The harmless file every scanner must find, eicar.org; in two parts, so that this file is not found itself.
    const EICAR = Buffer.from(`X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-${'TEST-FILE!$H+H*'}`);
    const headers = { 'content-type': 'text/plain', 'x-file-name': 'a.txt' };
    const findsEicar = async ({ content }: { content: Buffer }) =>
      content.includes('EICAR-STANDARD') ? ('INFECTED' as const) : ('CLEAN' as const);

    afterEach(() => {
      world.scan = async () => 'CLEAN';
    });

    it('refuses a file that carries malware and stores nothing', async () => {
      world.scan = findsEicar;
      const before = await fingerprint(test.unitOfWork);
      const refused = await post(EICAR, headers);
      expect(refused.statusCode).toBe(422);
      expect(refused.json().errors[0].extensions.issues).toEqual([
        { path: 'content', code: 'INFECTED', message: 'carries malware; nothing was stored' },
      ]);
      expect(await fingerprint(test.unitOfWork)).toEqual(before);
      expect((await post(Buffer.from('Grüße'), headers)).json().state).toBe('CLEAN');
    });

    it('keeps files back while the scanner is silent, and asks it again', async () => {
      world.scan = async () => {
        throw new Error('connection refused');
      };
      const [clean, infected] = [
        (await post(Buffer.from('Grüße'), headers)).json(),
        (await post(EICAR, headers)).json(),
      ];
      expect([clean.state, infected.state]).toEqual(['PENDING', 'PENDING']);
      const waiting = await get(clean.id, 'lender');
      expect([waiting.statusCode, waiting.json().errors[0].extensions]).toEqual([
        409,
        expect.objectContaining({ code: 'STATE_CONFLICT', state: 'PENDING' }),
      ]);
      expect(await world.documents.scanPending()).toBe(0);
      world.scan = findsEicar;
      expect(await world.documents.scanPending()).toBe(2);
      expect(await world.documents.scanPending()).toBe(0);
      expect((await get(clean.id, 'lender')).payload).toBe('Grüße');
      const gone = await get(infected.id, 'lender');
      expect([gone.statusCode, gone.json().errors[0].extensions.state]).toEqual([409, 'INFECTED']);
      expect(await world.rows('SELECT length(content) FROM document WHERE id = $1', [infected.id])).toEqual([
        { length: 0 },
      ]);
    });
  });
});
