import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { elementBytes } from './json-elements.js';

const texts = (json: string, name?: string) => elementBytes(Buffer.from(json), name).map(String);

describe('elementBytes', () => {
  it('cuts an array into its elements as they were written', () => {
    expect(texts(' [ 1e400 , {"a" : [1, "],[\\""]}\n, "ü" , null ] ')).toEqual([
      '1e400',
      '{"a" : [1, "],[\\""]}',
      '"ü"',
      'null',
    ]);
    expect(texts('[]')).toEqual([]);
  });

  it('finds the array of a member: the outermost one, and of several the last', () => {
    expect(texts('{"x":{"batch":[9]},"batch": [1, {"batch":[8]}],"z":":"}', 'batch')).toEqual([
      '1',
      '{"batch":[8]}',
    ]);
    expect(texts('{"batch":[1],"b\\u0061tch":[2]}', 'batch')).toEqual(['2']);
    expect(texts('{"batch":7}', 'batch')).toEqual([]);
  });

  it('agrees with the parser on any JSON', () => {
    const values = fc.array(fc.jsonValue({ stringUnit: 'binary' }));
    fc.assert(
      fc.property(values, fc.constantFrom(undefined, 1, '\t'), fc.jsonValue(), (list, indent, other) => {
        const array = texts(JSON.stringify(list, null, indent));
        expect(array.map((text) => JSON.parse(text) as unknown)).toEqual(JSON.parse(JSON.stringify(list)));
        const member = texts(JSON.stringify({ a: other, batch: list, z: other }, null, indent), 'batch');
        expect(member.map((text) => JSON.parse(text) as unknown)).toEqual(JSON.parse(JSON.stringify(list)));
      }),
    );
  });
});
