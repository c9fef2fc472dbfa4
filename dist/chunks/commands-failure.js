import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url); const chunkUrl = import.meta.url;
import{InterruptedError}from"./commands-interrupt.js";import{problemText}from"./report-message-run.js";import{Chalk,print,terminal}from"./chalk-source-index.js";import{redactText}from"./model-budget.js";import"./model-graphemes.js";import{ProblemError}from"./model-problem.js";import{exitCode}from"./exit-code.js";import{shownName}from"./model-secret-sensitive-assignment.js";import"./runtime.js";function reportFailure(error){if(error instanceof InterruptedError)return print(process.stderr,`driftcheck: interrupted, nothing was decided
`),error.exitCode;if(error instanceof ProblemError){let{color}=terminal(process.stderr),label=new Chalk({level:color?1:0}).red("error");return print(process.stderr,`${label}: ${problemText(error.problem)}
`),exitCode.couldNotRun}return print(process.stderr,`error: driftcheck failed; please report this:
${defectText(error)}
`),exitCode.couldNotRun}function defectText(error){if(!(error instanceof Error))return`a ${typeof error} was thrown`;let unquoted=error.message.slice(0,longestMessage).replace(/(["'`]).*\1/gs,"\u2026"),words=redactText(unquoted).replace(/[^\s…]+/g,word=>/^[A-Za-z]+[.,:;]?$/.test(word)?shownName(word):"\u2026"),frames=(error.stack??"").split(`
`).filter(line=>/^ {4}at /.test(line));return[`${error.name}: ${words}`,...frames].join(`
`)}var longestMessage=1e3;export{defectText,reportFailure};
