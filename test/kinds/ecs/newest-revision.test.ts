import { describe, expect, it } from 'vitest';
import { ecsService } from '../../../src/kinds/ecs/service/index.ts';
import { stackOf } from '../../terraform/in-memory.ts';
import { inShort, liveRevision, revisionArn, runKind, runningService } from './world.ts';

/* Whether `task_definition` is the newest revision of the family, in whatever way that is written. */

const code = (expression: string, more = '') => `
  variable "flag" { type = bool }
  variable "family" { type = string }
  resource "aws_ecs_task_definition" "app" {
    family                = "app"
    container_definitions = "[]"
  }
  resource "aws_ecs_task_definition" "latest" {
    family                = "app"
    container_definitions = "[]"
    track_latest          = true
  }
  data "aws_ecs_task_definition" "app" {
    task_definition = aws_ecs_task_definition.app.family
  }
  data "aws_ecs_task_definition" "by_id" {
    task_definition = aws_ecs_task_definition.app.id
  }
  data "aws_ecs_task_definition" "literal" {
    task_definition = "app"
  }
  data "aws_ecs_task_definition" "all" {
    for_each        = toset(["app"])
    task_definition = each.key
  }
  data "aws_ecs_task_definition" "pinned" {
    task_definition = "app:5"
  }
  data "aws_ecs_task_definition" "own" {
    task_definition = aws_ecs_task_definition.app.arn
  }
  data "aws_ecs_task_definition" "unset" {
    task_definition = var.family
  }
  locals {
    data   = data.aws_ecs_task_definition.app
    newest = max(aws_ecs_task_definition.app.revision, data.aws_ecs_task_definition.app.revision)
  }
  resource "aws_ecs_service" "app" {
    name            = "app"
    cluster         = "main"
    desired_count   = 1
    task_definition = ${expression}
    ${more}
  }`;

async function compare(expression: string, running: number, more = ''): Promise<readonly string[]> {
  const stack = await stackOf(code(expression, more));
  const revisions = [5, 7, 8].map((number) => liveRevision('app', number, []));
  const services = [runningService('app', revisionArn('app', running))];
  return inShort(await runKind(ecsService, stack.resources, { services, revisions }));
}

const source = 'data.aws_ecs_task_definition';
const own = 'aws_ecs_task_definition.app';
const greatest = `max(${own}.revision, ${source}.app.revision)`;

describe('is the newest revision', () => {
  it.each([
    `${source}.app.arn`,
    `${source}.literal.arn`,
    `${source}.by_id.id`,
    `${source}.all["app"].arn`,
    'local.data.arn',
    `one(${source}.app[*].arn)`,
    `"\${${own}.family}:\${${greatest}}"`,
    `"\${${own}.family}:\${max(${source}.app.revision, ${own}.revision)}"`,
    `"\${${own}.family}:\${local.newest}"`,
    `"\${${own}.family}:\${tostring(local.newest)}"`,
    `"\${${own}.family}:\${${own}.revision > ${source}.app.revision ? ${own}.revision : ${source}.app.revision}"`,
    `"app:\${${source}.literal.revision}"`,
    `"\${${source}.app.family}:\${${source}.app.revision}"`,
    `format("%s:%d", ${own}.family, ${source}.app.revision)`,
    `join(":", [${own}.family, local.newest])`,
    `split("/", ${source}.app.arn)[1]`,
    `coalesce(${source}.app.arn, ${own}.arn)`,
    'aws_ecs_task_definition.latest.arn',
  ])('%s', async (expression) => {
    expect(await compare(expression, 7)).toEqual(['ecs/service-revision taskDefinition']);
    expect(await compare(expression, 8)).toEqual([]);
  });
});

describe('is not the newest revision for certain', () => {
  it.each([
    `${own}.arn`,
    `${own}.family`,
    `${own}.arn_without_revision`,
    `"\${${own}.family}:\${${own}.revision}"`,
    `${source}.app.family`,
    `${source}.app.arn_without_revision`,
    `${source}.own.arn`,
    `"app:\${min(${own}.revision, ${source}.app.revision)}"`,
    `coalesce(${own}.arn, ${source}.app.arn)`,
  ])('%s', async (expression) => {
    expect(await compare(expression, 7)).toEqual([]);
  });
});

it('names the revision that its data source names', async () => {
  expect(await compare(`${source}.pinned.arn`, 7)).toEqual(['ecs/service-revision taskDefinition']);
  expect(await compare(`${source}.pinned.arn`, 5)).toEqual([]);
});

it('is undecided where it may be another one', async () => {
  const open = ['value-unknown/leaf taskDefinition'];
  expect(await compare(`var.flag ? ${source}.app.arn : ${own}.arn`, 7)).toEqual(open);
  expect(await compare(`${source}.unset.arn`, 7)).toEqual(open);
  expect(await compare(`replace(${source}.app.arn, "/:[0-9]+$/", "")`, 7)).toEqual(open);
});

it('is older where the newest one is gone, unless the greater one may be the code’s', async () => {
  expect(await compare(`${source}.app.arn`, 9)).toEqual(['ecs/service-revision taskDefinition']);
  expect(await compare(`"app:\${${greatest}}"`, 9)).toEqual([]);
});
