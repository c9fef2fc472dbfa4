import { z } from 'zod';
import { ask, type Session } from '../ask.ts';
import { refusesBatch } from '../errors.ts';
import { unexpected } from '../pages.ts';
import type { LiveImage, LiveRepository, Read, Reads } from '../reads.ts';

/** A repository of the caller's registry, or of another account's. */
export async function describeRepository(
  session: Session,
  region: string,
  { repository, registry }: Reads['ecr:DescribeRepositories']['key'],
): Promise<Read<LiveRepository>> {
  const action = 'ecr:DescribeRepositories';
  const answer = await ask(session, action, region, async (options) => {
    const client = await session.clients.ecr(region);
    const { DescribeRepositoriesCommand } = await import('../sdk/ecr.ts');
    const input = { repositoryNames: [repository], ...(registry === undefined ? {} : { registryId: registry }) };
    return client.send(new DescribeRepositoriesCommand(input), options);
  });
  if (answer.status !== 'found') return answer;
  const [found, ...others] = answer.value.repositories;
  if (found?.repositoryName !== repository || others.length > 0) {
    return unexpected(action, region, { code: 'NotAskedFor' });
  }
  const { repositoryArn, registryId, repositoryName, repositoryUri, imageTagMutability } = found;
  return { status: 'found', value: { repositoryArn, registryId, repositoryName, repositoryUri, imageTagMutability } };
}

type ImageKey = Pick<Reads['ecr:DescribeImages']['key'], 'image-tag' | 'image-digest'>;

/**
 * Images of one repository, at most a hundred. Where ECR refuses the call because one of them does not exist, each is asked for singly.
 *
 * @param within `repository` and, where named, `registry`, as JSON
 * @param ids each a tag, a digest or both, as JSON
 */
export async function describeImages(
  session: Session,
  region: string,
  within: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Read<LiveImage>>> {
  const action = 'ecr:DescribeImages';
  const { repository, registry }: { repository: string; registry?: string } = JSON.parse(within);
  const keys = ids.map((id): ImageKey => JSON.parse(id));
  const answer = await ask(session, action, region, async (options) => {
    const client = await session.clients.ecr(region);
    const { DescribeImagesCommand } = await import('../sdk/ecr.ts');
    const input = {
      repositoryName: repository,
      imageIds: keys.map(({ 'image-tag': imageTag, 'image-digest': imageDigest }) => ({
        ...(imageTag !== undefined && { imageTag }),
        ...(imageDigest !== undefined && { imageDigest }),
      })),
      ...(registry === undefined ? {} : { registryId: registry }),
    };
    return client.send(new DescribeImagesCommand(input), options);
  });
  if (
    ids.length > 1 &&
    (answer.status === 'absent' || (answer.status === 'unreadable' && refusesBatch(answer.problem)))
  ) {
    const singly = await Promise.all(ids.map((id) => describeImages(session, region, within, [id])));
    return new Map(singly.flatMap((found) => [...found]));
  }
  if (answer.status !== 'found') return new Map(ids.map((id) => [id, answer]));
  const details = answer.value.imageDetails;
  return new Map(
    ids.map((id, index): [string, Read<LiveImage>] => {
      const { 'image-tag': tag, 'image-digest': digest } = keys[index] ?? {};
      const found = details.find(
        (one) =>
          (digest === undefined || one.imageDigest === digest) &&
          (tag === undefined || one.imageTags?.includes(tag) === true),
      );
      if (found === undefined) return [id, unexpected(action, region, { code: 'NoAnswer' })];
      const { registryId, repositoryName, imageDigest, imageTags, imageSizeInBytes, imagePushedAt } = found;
      const { imageManifestMediaType } = found;
      return [
        id,
        {
          status: 'found',
          value: {
            ...{ registryId, repositoryName, imageDigest, imageTags, imageSizeInBytes, imagePushedAt },
            ...(imageManifestMediaType === undefined ? {} : { imageManifestMediaType }),
          },
        },
      ];
    }),
  );
}

const indexTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];

const indexManifest = z.object({ manifests: z.array(z.object({ digest: z.string() })) });

/**
 * What an image index lists: one image for each platform. Asked for as an index only, so that nothing else of the image is answered.
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchGetImage.html
 */
export async function imagesOfIndex(
  session: Session,
  region: string,
  { repository, registry, 'image-digest': imageDigest }: Reads['ecr:BatchGetImage']['key'],
): Promise<Read<{ images: string[] }>> {
  const action = 'ecr:BatchGetImage';
  const answer = await ask(session, action, region, async (options) => {
    const client = await session.clients.ecr(region);
    const { BatchGetImageCommand } = await import('../sdk/ecr.ts');
    const input = {
      repositoryName: repository,
      imageIds: [{ imageDigest }],
      acceptedMediaTypes: indexTypes,
      ...(registry === undefined ? {} : { registryId: registry }),
    };
    return client.send(new BatchGetImageCommand(input), options);
  });
  if (answer.status !== 'found') return answer;
  const { images, failures = [] } = answer.value;
  const [image, ...others] = images;
  if (image === undefined) {
    const [failure] = failures;
    if (failure?.failureCode === 'ImageNotFound') return { status: 'absent' };
    return unexpected(action, region, { code: failure?.failureCode ?? 'NoAnswer' });
  }
  const manifest = parseJson(image.imageManifest);
  if (others.length > 0 || image.imageId?.imageDigest !== imageDigest || !isObject(manifest)) {
    return unexpected(action, region, { code: 'NotAskedFor' });
  }
  if (!('manifests' in manifest)) return { status: 'found', value: { images: [] } };
  const parsed = indexManifest.safeParse(manifest);
  return parsed.success
    ? { status: 'found', value: { images: parsed.data.manifests.map(({ digest }) => digest) } }
    : unexpected(action, region, { member: 'images[0].imageManifest' });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
