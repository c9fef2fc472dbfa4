import type { Files } from '../in-memory.ts';

/** A module that takes two configurations of the provider, and calls another one that inherits the default of them. */
export const passedProviders: Files = {
  'm/main.tf': `
    terraform {
      required_providers {
        aws = {
          source                = "hashicorp/aws"
          configuration_aliases = [aws.peer]
        }
      }
    }
    resource "aws_x" "a" {}
    resource "aws_x" "peer" { provider = aws.peer }
    module "deeper" { source = "../leaf" }
  `,
  'leaf/main.tf': 'resource "aws_x" "a" {}\n',
};
