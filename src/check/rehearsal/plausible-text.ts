import { anything } from '../../aws/scene.ts';
import { imageName } from '../../kinds/ecs/delivery/image.ts';
import { typeOfAddress } from '../../model/address.ts';
import { formatArn } from '../../model/arn.ts';
import type { Value } from '../../model/declared.ts';
import { dnsSuffixOf } from '../../model/partition.ts';
import { Secret, type Text } from '../../model/secret/secret.ts';
import type { Unknown } from '../../model/value.ts';
import type { ScenePlace } from './scene.ts';

/*
 * Texts of the code with what is not known of them filled in, so that they lead to a read where they may.
 */

/** Stands for what is not known of a text. */
const hole = '\u0000';

/** A text whose holes hold anything. */
export function plausibleText(value: Value<Text>): string {
  return patternOf(value).replaceAll(hole, anything);
}

/** An image, of ECR wherever it may be of ECR. `undefined`: nothing is known of it. */
export function plausibleImage(image: Value<Text> | undefined, place: ScenePlace): string {
  const { account, region, partition } = place;
  const registry = `${account}.dkr.ecr.${region}.${dnsSuffixOf(partition) ?? ''}`;
  const pattern = image === undefined ? hole : patternOf(image);
  const filled = [
    pattern,
    // The hole is the account, the registry, or the whole name of the repository in it.
    pattern.replace(new RegExp(`^${hole}(?=\\.dkr)`), account),
    pattern.replace(new RegExp(`^${hole}(?=/)`), registry),
    pattern.replace(new RegExp(`^${hole}`), `${registry}/${anything}`),
  ].map((one) => one.replaceAll(hole, anything));
  return filled.find((one) => imageName(one) !== undefined) ?? filled[0] ?? anything;
}

/** What a `valueFrom` may be; of what nothing is known, one for each place that secrets are kept in. */
export function plausibleReferences(value: Value<Text> | undefined, place: ScenePlace): readonly string[] {
  const pattern = value === undefined ? hole : patternOf(value);
  if (!pattern.startsWith(hole)) return [inPlace(pattern, place)];
  const kinds = [...(value === undefined ? [] : sourcesOf(value))];
  const services = kinds.length > 0 ? new Set(kinds) : new Set<keyof typeof resources>(['ssm', 'secretsmanager']);
  return [...services].map((service) => {
    const arn = formatArn({ ...place, service, resource: resources[service] });
    return inPlace(pattern.replace(hole, arn), place);
  });
}

const resources = { ssm: `parameter/${anything}`, secretsmanager: `secret:${anything}` };

/** The holes of an ARN, with what stands in their places where the run is. */
function inPlace(pattern: string, { partition, region, account }: ScenePlace): string {
  const parts = pattern.split(':');
  const here: Readonly<Record<number, string>> = { 1: partition, 3: region, 4: account };
  return parts
    .map((part, index) => (part === hole && parts[0] === 'arn' ? (here[index] ?? anything) : part))
    .join(':')
    .replaceAll(hole, anything);
}

/** Where a reference leads, by the types of what it refers to. */
function sourcesOf(value: Value<Text>): readonly (keyof typeof resources)[] {
  if (value.state === 'known') return [];
  const [first] = value.state === 'unknown' ? [value.because] : value.parts.filter((part) => typeof part !== 'string');
  return first === undefined ? [] : sourcesIn(first);
}

function sourcesIn(because: Unknown): readonly (keyof typeof resources)[] {
  if (because.kind === 'operation' || because.kind === 'expansion') return because.from.flatMap(sourcesIn);
  if (because.kind !== 'resource' && because.kind !== 'data') return [];
  const type = typeOfAddress(because.address) ?? '';
  if (type === 'aws_ssm_parameter') return ['ssm'];
  return type.startsWith('aws_secretsmanager_secret') ? ['secretsmanager'] : [];
}

/** The text with its holes; what may not be shown leads nowhere. */
function patternOf(value: Value<Text>): string {
  switch (value.state) {
    case 'known':
      return value.value instanceof Secret ? anything : value.value;
    case 'partial':
      return value.parts.map((part) => (typeof part === 'string' ? part : hole)).join('');
    case 'unknown':
      return hole;
  }
}
