import * as z from 'zod/mini';
import { text } from '../answers/answer-form.ts';
import { apiBuckets } from '../api-buckets.ts';
import { iamRepository } from '../iam-pattern.ts';
import { unexpected } from '../pages.ts';
import { defineRead, type Read } from '../read.ts';
import { digest } from '../scene.ts';

/** Only an index is asked for, so that nothing else of an image is answered. */
const acceptedMediaTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];

/**
 * The digests of the images that an image index (or manifest list) lists, one for each platform; none for a single
 * image. https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchGetImage.html
 */
export const batchGetImage = defineRead({
  action: 'ecr:BatchGetImage',
  why: 'which images an image index lists (its manifest, no layer)',
  after: ['ecr:DescribeImages'],
  bucket: apiBuckets.ecrImages,
  // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchGetImage.html
  isAbsent: (code) => code === 'RepositoryNotFoundException',
  key: () =>
    z.strictObject({ repository: z.string(), 'image-digest': z.string(), registry: z.exactOptional(z.string()) }),
  answer: () =>
    z.object({
      images: z.array(z.object({ imageManifest: text })),
      failures: z.optional(z.array(z.object({ failureCode: text }))),
    }),
  result: () => z.looseObject({ images: z.array(z.string()) }),
  one: async (calls, { repository, registry, 'image-digest': imageDigest }): Promise<Read<{ images: string[] }>> => {
    const answer = await calls.ask((client, { BatchGetImageCommand }, options) => {
      const input = {
        repositoryName: repository,
        imageIds: [{ imageDigest }],
        acceptedMediaTypes,
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
      return unexpected(calls, { code: failure?.failureCode ?? 'NoAnswer' });
    }
    const manifest = parseJson(image.imageManifest);
    if (others.length > 0 || image.imageId?.imageDigest !== imageDigest || !isObject(manifest)) {
      return unexpected(calls, { code: 'NotAskedFor' });
    }
    if (!('manifests' in manifest)) return { status: 'found', value: { images: [] } };
    const parsed = z.object({ manifests: z.array(z.object({ digest: z.string() })) }).safeParse(manifest);
    return parsed.success
      ? { status: 'found', value: { images: parsed.data.manifests.map(({ digest }) => digest) } }
      : unexpected(calls, { member: 'images[0].imageManifest' });
  },
  plausible: () => ({ images: [digest('a')] }),
  iamResources: (key) => [iamRepository(key)],
  docs: {
    calls: 'one for each tag that stands for another digest than the one that runs, where that may be an image index',
    key: '`repository`, `image-digest`, perhaps `registry`',
    result: '`images`: the digests that an image index lists',
  },
});

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
