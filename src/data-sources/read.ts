import type { AwsReader } from '../aws/reader.ts';
import type { KnownAttributes, Resource, Stack } from '../model/stack.ts';
import type { TerraformValue, Unknown } from '../model/value.ts';
import { stringType, unknown } from '../terraform/evaluate/value.ts';
import { placeOf } from '../terraform/stack/place.ts';
import type { DataAnswer, DataSource } from './data-source.ts';
import { neededData } from './needed.ts';
import { dataSources, madeResources } from './registry.ts';

const byType: ReadonlyMap<string, DataSource> = new Map(
  [...dataSources, ...madeResources].map((source) => [`${source.mode ?? 'data'} ${source.type}`, source]),
);
const made: ReadonlySet<string> = new Set(madeResources.map(({ type }) => type));

/**
 * Asks AWS for the data sources that something compared depends on, for resources that only AWS can tell something of,
 * and for no others. What could not be told stays
 * unknown, with what AWS said as the reason.
 *
 * @param types the resource types that are compared
 */
export async function readDataSources(
  stack: Stack,
  types: ReadonlySet<string>,
  aws: AwsReader,
): Promise<KnownAttributes> {
  const needed = neededData(stack, types, made);
  const answers = await Promise.all(
    stack.resources.map(async (resource) => {
      const names = needed.get(resource.address);
      const source = byType.get(`${resource.mode} ${resource.type}`);
      if (names === undefined || source === undefined) return undefined;
      const answer = await ask(source, names, resource, { stack, aws });
      return answer && ([resource.address, attributesOf(source, names, resource, answer)] as const);
    }),
  );
  return new Map(answers.filter((one) => one !== undefined));
}

async function ask(
  source: DataSource,
  needed: ReadonlySet<string>,
  resource: Resource,
  { stack, aws }: { readonly stack: Stack; readonly aws: AwsReader },
): Promise<DataAnswer | undefined> {
  const answerable = [...source.attributes, ...(source.decides ?? []), ''];
  if (!answerable.some((name) => needed.has(name)) || resource.expansion !== undefined) return undefined;
  const { doubt, region } = placeOf(resource, stack);
  if (doubt !== undefined) return isFinal(doubt) ? { status: 'doubtful', doubt } : undefined;
  return source.read({ resource, aws, region });
}

/** Whether nothing that is read makes it go away. */
function isFinal(doubt: Unknown): boolean {
  return ['elsewhere', 'variable', 'plan', 'invalid'].includes(doubt.kind);
}

function attributesOf(
  source: DataSource,
  needed: ReadonlySet<string>,
  { address }: Resource,
  answer: DataAnswer,
): ReadonlyMap<string, TerraformValue> {
  if (answer.status === 'found') {
    if (source.onlyNeeded !== true || needed.has('')) return answer.attributes;
    return new Map([...answer.attributes].filter(([name]) => needed.has(name)));
  }
  const asked = [...source.attributes, ...(source.decides ?? [])].filter((name) => needed.has(name) || needed.has(''));
  return new Map(
    asked.map((name) => {
      const because: Unknown = { kind: 'data', address, path: [name], ...reasonOf(answer) };
      return [
        name,
        name === 'id' || name === 'arn' ? unknown(because, stringType, { notNull: true }) : unknown(because),
      ];
    }),
  );
}

function reasonOf(
  answer: Exclude<DataAnswer, { status: 'found' }>,
): Pick<Extract<Unknown, { kind: 'data' }>, 'problem' | 'candidates' | 'doubt'> {
  switch (answer.status) {
    case 'none':
      return { candidates: [] };
    case 'several':
      return { candidates: answer.candidates };
    case 'unreadable':
      return { problem: answer.problem };
    case 'doubtful':
      return { doubt: answer.doubt };
  }
}
