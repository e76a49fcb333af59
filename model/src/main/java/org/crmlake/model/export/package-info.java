/**
 * How customers are written for other systems: {@link org.crmlake.model.export.Destination} says which columns a file has and what it
 * asks of a person, {@link org.crmlake.model.export.Normal} brings values to the form that is compared there, {@link
 * org.crmlake.model.export.Destinations} lists them. Pure: nothing here reads or writes.
 */
package org.crmlake.model.export;
