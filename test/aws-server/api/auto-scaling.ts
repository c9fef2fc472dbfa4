import { integer, text, texts } from '../wire/json-input.ts';
import { page } from '../wire/page.ts';
import { AwsError } from '../wire/shape.ts';
import type { JsonHandler } from './handler.ts';

/*
 * Application Auto Scaling. https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalableTargets.html
 */

const describeScalableTargets: JsonHandler = (view, input) => {
  const size = integer(input, 'MaxResults') ?? 50;
  const ids = texts(input, 'ResourceIds');
  if (size < 1 || size > 50 || ids.length > 50) throw new AwsError('ValidationException', 'At most 50 are answered.');
  const namespace = text(input, 'ServiceNamespace');
  if (namespace === undefined) throw new AwsError('ValidationException', 'ServiceNamespace must not be null.');
  const dimension = text(input, 'ScalableDimension');
  const all = view.world.scalableTargets.filter(
    (one) =>
      one.ServiceNamespace === namespace &&
      (dimension === undefined || one.ScalableDimension === dimension) &&
      (ids.length === 0 || ids.includes(one.ResourceId)),
  );
  const { items, next } = page(
    view,
    'DescribeScalableTargets',
    all,
    size,
    text(input, 'NextToken'),
    'InvalidNextTokenException',
  );
  return { ScalableTargets: items, NextToken: next };
};

/** The actions of Application Auto Scaling. */
export const autoScaling: Readonly<Record<string, JsonHandler>> = { DescribeScalableTargets: describeScalableTargets };
