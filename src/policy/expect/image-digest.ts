import { reasonOf, shownDeclared, type Value } from '../../model/declared.ts';
import { Secret, type Text } from '../../model/secret/secret.ts';
import { type ContainerExpectation, memberOf, unknownIn } from './containers.ts';
import { absent, type Judgement } from './judgement.ts';

/** `image-by-digest`: the image is named by its digest, so that nobody can put another one in its place. */
export const imageDigest: ContainerExpectation = {
  about: 'task-definition',
  isExpected: (entry) => entry['image-by-digest'] === true,
  rule: () => 'expect/image-not-pinned',
  judge: (_, container): readonly Judgement[] => {
    if (container === undefined) return [];
    const image = memberOf(container, 'image');
    const path = [{ field: 'image' }];
    if (image === undefined) return [{ path, state: 'unmet', shown: absent }];
    const isPinned = pinned(image);
    const common = { path, shown: shownDeclared(image), at: image.at };
    if (isPinned !== undefined) return [{ ...common, state: isPinned ? 'met' : 'unmet' }];
    const reason = image.state === 'known' ? ({ kind: 'secret' } as const) : reasonOf(unknownIn(image));
    return [{ ...common, state: 'undetermined', reason }];
  },
};

/** https://docs.docker.com/reference/cli/docker/image/pull/#pull-an-image-by-digest-immutable-identifier */
const digest = /@sha256:[0-9a-f]{64}$/;

/** Whether an image is named by its digest; undefined when what is known does not tell. */
function pinned(image: Value<Text>): boolean | undefined {
  if (image.state === 'unknown') return undefined;
  if (image.state === 'known') {
    const { value } = image;
    if (value instanceof Secret) return value.matches([{}, '@sha256:', hexDigits]);
    return digest.test(value);
  }
  const hole = '\u0000';
  const text = image.parts.map((part) => (typeof part === 'string' ? part : hole)).join('');
  if (digest.test(text) || text.endsWith(`@sha256:${hole}`)) return true;
  const tail = text.slice(text.lastIndexOf(hole) + 1);
  // What is written behind the last hole may be the end of a digest.
  return /^(?:(?:@?sha256)?:)?[0-9a-f]{0,64}$/.test(tail) ? undefined : false;
}

const hexDigits = { filledBy: [{ of: 'lower-hex', least: 64, most: 64 }] } as const;
