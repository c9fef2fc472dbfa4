import type { KnownRecord, RecordOf } from '../../../compare/declared.ts';
import { blocks, type DeclaredBlock, type DeclaredBody } from '../../../model/declared.ts';
import { type Readers, readBlock } from '../../read.ts';

/** Reads a block that may stand once, member by member. */
export function single<M extends object>(
  body: DeclaredBody,
  type: string,
  readers: Readers<M>,
  argument: Readonly<Record<Extract<keyof M, string>, string>>,
): RecordOf<M> | undefined {
  return singleOr(body, type, (block) => readBlock(block, readers, argument));
}

/** Reads a block that may stand once with `read`; unknown when whether it stands there is. */
export function singleOr<M extends object>(
  body: DeclaredBody,
  type: string,
  read: (block: DeclaredBlock) => KnownRecord<M>,
): RecordOf<M> | undefined {
  const found = blocks(body, type);
  const [block] = found.blocks;
  if (block !== undefined) return read(block);
  return found.open === undefined ? undefined : { state: 'unknown', because: found.open.because };
}
