/**
 * Contracts: what the events of a name promise, as JSON Schemas. {@link org.crmlake.ingest.contract.ContractFiles} reads them, and
 * {@link org.crmlake.ingest.contract.ContractCheck} holds each event against that of its name.
 */
package org.crmlake.ingest.contract;
