import type { ImageDetail } from '@aws-sdk/client-ecr';
import * as z from 'zod/mini';
import { distinct, text } from '../answers/answer-form.ts';
import { apiBuckets } from '../api-buckets.ts';
import { iamRepository } from '../iam-pattern.ts';
import { unexpected } from '../pages.ts';
import { defineRead, type Read } from '../read.ts';
import { digest } from '../scene.ts';
import type { Sealed } from '../seal.ts';
import { date, sealable, sealables } from '../snapshot/recorded-form.ts';

type KeptImage = Pick<
  ImageDetail,
  | 'registryId'
  | 'repositoryName'
  | 'imageDigest'
  | 'imageTags'
  | 'imageSizeInBytes'
  | 'imagePushedAt'
  | 'imageManifestMediaType'
>;
export type LiveImage = Sealed<KeptImage>;

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html: "Maximum number of 100 items". */
const perCall = 100;

/** One image, by its tag, its digest or both. `registry`: an account; without it the caller's. */
export const describeImages = defineRead({
  action: 'ecr:DescribeImages',
  why: 'the digest that a tag stands for',
  after: ['ecs:DescribeTaskDefinition', 'ecs:DescribeTasks'],
  bucket: apiBuckets.ecr,
  // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html
  isAbsent: (code) => code === 'RepositoryNotFoundException' || code === 'ImageNotFoundException',
  key: () =>
    z.strictObject({
      repository: z.string(),
      'image-tag': z.exactOptional(z.string()),
      'image-digest': z.exactOptional(z.string()),
      registry: z.exactOptional(z.string()),
    }),
  answer: () => z.object({ imageDetails: distinct(z.object({ imageDigest: text }), ({ imageDigest }) => imageDigest) }),
  result: () =>
    z.looseObject({
      registryId: z.optional(sealable),
      repositoryName: z.optional(sealable),
      imageDigest: z.string(),
      imageTags: z.optional(sealables),
      imageSizeInBytes: z.optional(z.number()),
      imagePushedAt: z.optional(date),
      imageManifestMediaType: z.optional(sealable),
    }),
  perCall,
  together: ({ repository, registry }) => JSON.stringify([repository, registry]),
  absentHidesOthers: true,
  many: async (calls, keys) => {
    const [{ repository, registry } = { repository: '' }] = keys;
    const answer = await calls.ask((client, { DescribeImagesCommand }, options) => {
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
    if (answer.status !== 'found') return keys.map(() => answer);
    return keys.map(({ 'image-tag': tag, 'image-digest': digest }): Read<KeptImage> => {
      const found = answer.value.imageDetails.find(
        (one) =>
          (digest === undefined || one.imageDigest === digest) &&
          (tag === undefined || one.imageTags?.includes(tag) === true),
      );
      if (found === undefined) return unexpected(calls, { code: 'NoAnswer' });
      const { registryId, repositoryName, imageDigest, imageTags, imageSizeInBytes, imagePushedAt } = found;
      const { imageManifestMediaType } = found;
      return {
        status: 'found',
        value: {
          ...{ registryId, repositoryName, imageDigest, imageTags, imageSizeInBytes, imagePushedAt },
          ...(imageManifestMediaType === undefined ? {} : { imageManifestMediaType }),
        },
      };
    });
  },
  // The tag stands for another image than the one that runs, and that may be an index.
  plausible: ({ repository, registry, 'image-tag': tag, 'image-digest': asked }, { account }) => ({
    registryId: registry ?? account,
    repositoryName: repository,
    imageDigest: asked ?? digest('b'),
    imageTags: tag === undefined ? [] : [tag],
    imageManifestMediaType: 'application/vnd.oci.image.index.v1+json',
  }),
  iamResources: (key) => [iamRepository(key)],
  docs: {
    calls: `for each repository \`ceil(tags / ${perCall})\`, for images of ECR whose digest a task tells`,
    key: '`repository`, `image-tag` or `image-digest` or both, perhaps `registry`',
    result: "one of the API's `imageDetails`",
  },
});
