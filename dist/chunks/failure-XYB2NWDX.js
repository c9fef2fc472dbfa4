import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url); const chunkUrl = import.meta.url;
import{InterruptedError}from"./chunk-UROFBOO4.js";import{problemText}from"./chunk-XRVQ6XDT.js";import{Chalk,print,terminal}from"./chunk-HNNV2ERS.js";import"./chunk-CQ55MMRK.js";import{redactText}from"./chunk-3S3J2OVE.js";import"./chunk-73S7ZWXP.js";import{ProblemError}from"./chunk-WRUMVEH7.js";import{exitCode}from"./chunk-7UNXT7EQ.js";import{shownName}from"./chunk-74UAMGZ3.js";import"./chunk-KWCQLMYL.js";function reportFailure(error){if(error instanceof InterruptedError)return print(process.stderr,`driftcheck: interrupted, nothing was decided
`),error.exitCode;if(error instanceof ProblemError){let{color}=terminal(process.stderr),label=new Chalk({level:color?1:0}).red("error");return print(process.stderr,`${label}: ${problemText(error.problem)}
`),exitCode.couldNotRun}return print(process.stderr,`error: driftcheck failed; please report this:
${defectText(error)}
`),exitCode.couldNotRun}function defectText(error){if(!(error instanceof Error))return`a ${typeof error} was thrown`;let unquoted=error.message.slice(0,longestMessage).replace(/(["'`]).*\1/gs,"\u2026"),words=redactText(unquoted).replace(/[^\s…]+/g,word=>/^[A-Za-z]+[.,:;]?$/.test(word)?shownName(word):"\u2026"),frames=(error.stack??"").split(`
`).filter(line=>/^ {4}at /.test(line));return[`${error.name}: ${words}`,...frames].join(`
`)}var longestMessage=1e3;export{defectText,reportFailure};
