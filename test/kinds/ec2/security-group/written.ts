import { viewsOf } from '../../../../src/check/views.ts';
import { securityGroup } from '../../../../src/kinds/ec2/security-group/index.ts';
import type { KnownAttributes } from '../../../../src/model/stack.ts';
import { type Files, stackOf } from '../../../terraform/in-memory.ts';
import { aws, inShort, type Live } from './world.ts';

/**
 * What a check of written code comes to, in short: the code is evaluated, and once more with what the first comparison
 * has learnt.
 */
export async function checkWritten(code: Files | string, live: Live): Promise<readonly string[]> {
  let known: KnownAttributes = new Map();
  for (let round = 0; ; round++) {
    const root = { target: 'default', stack: await stackOf(code, { known }) };
    const read = await securityGroup.declare([root]).read(aws(live));
    if (round === 1) return inShort(viewsOf(read.compare())).toSorted();
    known = read.learn(root);
  }
}
