import fc from 'fast-check';
import { fromString, toUUID } from 'typeid-js';
import { ID_PREFIXES, type IdKind, isId, kindOfId, newId } from '../../src/kernel/index.js';

const kinds = Object.keys(ID_PREFIXES) as IdKind[];
const uuidOf = (id: string): string => toUUID(fromString(id) as never);

describe('ids', () => {
  it.each(kinds)('%s: a TypeID of a UUIDv7 made now', (kind) => {
    const before = Date.now();
    const id = newId(kind);
    const uuid = uuidOf(id);
    expect(id.slice(0, 4)).toBe(`${ID_PREFIXES[kind]}_`);
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const madeAt = Number.parseInt(uuid.replace('-', '').slice(0, 12), 16);
    expect(madeAt).toBeGreaterThanOrEqual(before);
    expect(madeAt).toBeLessThanOrEqual(Date.now());
    expect(kindOfId(id)).toBe(kind);
  });

  it('are in the order in which they were made, and different', () => {
    const ids = Array.from({ length: 200_000 }, () => newId('event'));
    expect(ids.every((id, at) => at === 0 || (ids[at - 1] as string) < id)).toBe(true);
  });

  it('stay in order when the clock is set back', () => {
    const real = Date.now;
    const first = newId('event');
    try {
      Date.now = () => real() - 60_000;
      expect(newId('event') > first).toBe(true);
    } finally {
      Date.now = real;
    }
  });

  it('differ in their random part within a millisecond', () => {
    const tails = Array.from({ length: 1000 }, () => newId('quote').slice(-8));
    expect(new Set(tails).size).toBe(1000);
  });

  it.each([
    ['', undefined],
    ['quo', undefined],
    ['quo_', undefined],
    ['quo_01h455vb4pex5vsknk084sn02q', 'quote'],
    ['quo_01H455VB4PEX5VSKNK084SN02Q', undefined],
    ['quo_81h455vb4pex5vsknk084sn02q', undefined],
    ['quo_01h455vb4pex5vsknk084sn02', undefined],
    ['quo_01h455vb4pex5vsknk084sn02qq', undefined],
    ['quo_01h455vb4pex5vsknk084sn02u', undefined],
    ['quo-01h455vb4pex5vsknk084sn02q', undefined],
    ['quo_01h455vb4pex5vsknk084sn02q\n', undefined],
    ['xxx_01h455vb4pex5vsknk084sn02q', undefined],
    ['toString_01h455vb4pex5vsknk084sn02q', undefined],
  ])('%j names %s', (text, kind) => expect(kindOfId(text)).toBe(kind));

  it('are read as the TypeID library reads them', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{0,4}[_-]?[0-9a-z]{24,27}$/), (text) => {
        const isRead = (): boolean => {
          try {
            return fromString(text, 'quo') === text;
          } catch {
            return false;
          }
        };
        expect(isId('quote', text)).toBe(isRead());
      }),
    );
  });
});
