import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url); const chunkUrl = import.meta.url;
import{writeOutputs}from"./report-message-finding.js";import{readInput}from"./report-gaps.js";import"./report-message-run.js";import"./report-explain.js";import{print,printable}from"./chalk-source-index.js";import{check,replaySnapshot}from"./aws-snapshot-format.js";import"./re2js-build-index.js";import"./terraform-syntax-scanner.js";import"./model-budget.js";import"./rules-ecs-yaml.js";import"./model-order.js";import"./model-graphemes.js";import"./package-json.js";import"./model-problem.js";import{exitCode}from"./exit-code.js";import"./model-secret-sensitive-assignment.js";import"./runtime.js";import{existsSync}from"node:fs";import{dirname,join,relative}from"node:path";function demoText(demo){return`The incident: a customer gets HTTP 500
  {"detail":"HuggingFace token not configured"}
Terraform declares the key. Is it in production?

  $ driftcheck ${printable(demo.directory)} \\
      --live ${printable(demo.live)}

`}async function runDemo(flags){let directory=relative(process.cwd(),join(packageFolder(),"fixtures/incident"))||".",live=join(directory,"states/a-without-redis-rule/live.json"),report=await check({directory,environment:{},aws:replaySnapshot(readInput(live),live)});return print(process.stdout,demoText({directory,live,exitCode:report.summary.exitCode})),writeOutputs(report,[{format:"text"}],flags.color),exitCode.inSync}function packageFolder(){let folder=import.meta.dirname;for(;!existsSync(join(folder,"fixtures/incident/main.tf"));){let above=dirname(folder);if(above===folder)throw new Error("the package is incomplete: fixtures/incident is missing");folder=above}return folder}export{runDemo};
