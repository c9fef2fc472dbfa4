import { type Views, viewsOf } from '../../../../src/check/views.ts';
import { securityGroup } from '../../../../src/kinds/ec2/security-group/index.ts';
import type { KnownAttributes } from '../../../../src/model/stack.ts';
import { type Files, stackOf } from '../../../terraform/in-memory.ts';
import { aws, inShort, type Live } from './world.ts';

/** The ids that a state has of resources, by their addresses. */
type Applied = Readonly<Record<string, string>>;

/**
 * What a check of written code comes to, in short: the code is evaluated, and once more with what the first comparison
 * has learnt.
 */
export async function checkWritten(
  code: Files | string,
  live: Live,
  applied: Applied = {},
): Promise<readonly string[]> {
  return inShort(await viewWritten(code, live, { applied })).toSorted();
}

/** The same in full. `keys` gets the keys of the reads. */
export async function viewWritten(
  code: Files | string,
  live: Live,
  { applied = {}, keys = [] }: { readonly applied?: Applied; readonly keys?: object[] } = {},
): Promise<Views> {
  let known: KnownAttributes = new Map();
  for (let round = 0; ; round++) {
    const stack = await stackOf(code, { known });
    const resources = stack.resources.map((resource) => {
      const appliedId = applied[resource.address];
      return appliedId === undefined ? resource : { ...resource, appliedId };
    });
    const root = { target: 'default', stack: { ...stack, resources } };
    const read = await securityGroup.declare([root]).read(aws(live, keys));
    if (round === 1) return viewsOf(read.compare());
    known = read.learn(root);
  }
}
