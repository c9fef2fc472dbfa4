import type { View } from '../view.ts';
import { integer, type JsonInput, object, objects, text, texts } from '../wire/json-input.ts';
import { type Page, page } from '../wire/page.ts';
import { AwsError } from '../wire/shape.ts';
import type { ImageState } from '../world.ts';
import type { JsonHandler } from './handler.ts';

/*
 * ECR: repositories, what a tag stands for, and manifests (an index names its children's digests).
 */

const describeRepositories: JsonHandler = (view, input) => {
  const names = texts(input, 'repositoryNames');
  for (const name of names) requireRepository(view, input, name);
  const all = view.world.repositories.filter((one) => names.length === 0 || names.includes(one.repositoryName));
  const { items, next } = ecrPage(view, 'DescribeRepositories', all, input, names.length > 0);
  return { repositories: items, nextToken: next };
};

const describeImages: JsonHandler = (view, input) => {
  const repository = requireRepository(view, input, text(input, 'repositoryName') ?? '');
  const images = view.imagesOf.get(repository) ?? [];
  const ids = objects(input, 'imageIds');
  if (ids.length > 100) throw new AwsError('InvalidParameterException', 'imageIds can have at most 100 items.');
  const tagStatus = text(object(input, 'filter'), 'tagStatus') ?? 'ANY';
  const asked = ids.map((id) => {
    const image = images.find((one) => isImage(one, id));
    if (image !== undefined) return image;
    throw new AwsError(
      'ImageNotFoundException',
      `The image with imageId {imageDigest:'${text(id, 'imageDigest') ?? 'null'}', imageTag:'${text(id, 'imageTag') ?? 'null'}'} does not exist within the repository with name '${repository}' in the registry with id '${view.world.account}'`,
    );
  });
  const listed = images.filter(
    ({ imageTags }) => tagStatus === 'ANY' || imageTags.length > 0 === (tagStatus === 'TAGGED'),
  );
  const all = [...new Set(ids.length > 0 ? asked : listed)];
  const { items, next } = ecrPage(view, 'DescribeImages', all, input, ids.length > 0);
  return {
    // An image without a tag has no list of them.
    imageDetails: items.map(({ manifest: _, imageTags, ...detail }) => ({
      ...detail,
      ...(imageTags.length === 0 ? {} : { imageTags }),
    })),
    nextToken: next,
  };
};

const batchGetImage: JsonHandler = (view, input) => {
  const repository = requireRepository(view, input, text(input, 'repositoryName') ?? '');
  const ids = objects(input, 'imageIds');
  if (ids.length === 0 || ids.length > 100) {
    throw new AwsError('InvalidParameterException', 'imageIds has 1 to 100 items.');
  }
  const found = ids.map((id) => ({ id, image: view.imagesOf.get(repository)?.find((one) => isImage(one, id)) }));
  return {
    images: found.flatMap(({ id, image }) =>
      image === undefined
        ? []
        : [
            {
              registryId: image.registryId,
              repositoryName: repository,
              imageId: { imageDigest: image.imageDigest, imageTag: text(id, 'imageTag') },
              imageManifest: image.manifest,
              imageManifestMediaType: image.imageManifestMediaType,
            },
          ],
    ),
    failures: found.flatMap(({ id, image }) =>
      image === undefined
        ? [{ imageId: id, failureCode: 'ImageNotFound', failureReason: 'Requested image not found' }]
        : [],
    ),
  };
};

function isImage(image: ImageState, id: JsonInput): boolean {
  const [tag, digest] = [text(id, 'imageTag'), text(id, 'imageDigest')];
  if (tag === undefined && digest === undefined) return false;
  return (digest === undefined || image.imageDigest === digest) && (tag === undefined || image.imageTags.includes(tag));
}

/** The repository's name. @throws AwsError when this registry does not have it; other accounts' registries are not in a world */
function requireRepository({ world }: View, input: JsonInput, name: string): string {
  const registry = text(input, 'registryId') ?? world.account;
  if (registry === world.account && world.repositories.some((one) => one.repositoryName === name)) return name;
  throw new AwsError(
    'RepositoryNotFoundException',
    `The repository with name '${name}' does not exist in the registry with id '${registry}'`,
  );
}

function ecrPage<T>(view: View, action: string, all: readonly T[], input: JsonInput, byId: boolean): Page<T> {
  const size = integer(input, 'maxResults');
  if (byId && size !== undefined) {
    throw new AwsError('InvalidParameterException', 'maxResults cannot be used with a list of ids.');
  }
  if (size !== undefined && (size < 1 || size > 1000)) {
    throw new AwsError('InvalidParameterException', 'maxResults must be between 1 and 1000.');
  }
  if (byId) return { items: all };
  return page(view, action, all, size ?? 100, text(input, 'nextToken'), 'InvalidParameterException');
}

export const ecr: Readonly<Record<string, JsonHandler>> = {
  DescribeRepositories: describeRepositories,
  DescribeImages: describeImages,
  BatchGetImage: batchGetImage,
};
