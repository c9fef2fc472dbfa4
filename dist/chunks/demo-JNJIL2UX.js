import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url); const chunkUrl = import.meta.url;
import{writeOutputs}from"./chunk-AEC6KXCU.js";import{readInput}from"./chunk-UN6J7Q3E.js";import"./chunk-XRVQ6XDT.js";import"./chunk-Z3RFWFKU.js";import{print,printable}from"./chunk-HNNV2ERS.js";import{check,replaySnapshot}from"./chunk-A276XJVY.js";import"./chunk-VUNUSMRR.js";import"./chunk-CQ55MMRK.js";import"./chunk-TM5IMP26.js";import"./chunk-3S3J2OVE.js";import"./chunk-44OVKOOG.js";import"./chunk-73S7ZWXP.js";import"./chunk-DW7OHL6G.js";import"./chunk-WRUMVEH7.js";import{exitCode}from"./chunk-7UNXT7EQ.js";import"./chunk-74UAMGZ3.js";import"./chunk-KWCQLMYL.js";import{existsSync}from"node:fs";import{dirname,join,relative}from"node:path";function demoText(demo){return`The incident: a customer gets HTTP 500
  {"detail":"HuggingFace token not configured"}
Terraform declares the key. Is it in production?

  $ driftcheck ${printable(demo.directory)} \\
      --live ${printable(demo.live)}

`}async function runDemo(flags){let directory=relative(process.cwd(),join(packageFolder(),"fixtures/incident"))||".",live=join(directory,"states/a-without-redis-rule/live.json"),report=await check({directory,environment:{},aws:replaySnapshot(readInput(live),live)});return print(process.stdout,demoText({directory,live,exitCode:report.summary.exitCode})),writeOutputs(report,[{format:"text"}],flags.color),exitCode.inSync}function packageFolder(){let folder=import.meta.dirname;for(;!existsSync(join(folder,"fixtures/incident/main.tf"));){let above=dirname(folder);if(above===folder)throw new Error("the package is incomplete: fixtures/incident is missing");folder=above}return folder}export{runDemo};
