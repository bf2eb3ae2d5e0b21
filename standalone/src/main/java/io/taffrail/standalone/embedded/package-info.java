/**
 * A node for other people's tests: started and ended by JUnit, one for a class. Apart from the rest
 * since it needs JUnit, which a running system does not have.
 */
@NullMarked
package io.taffrail.standalone.embedded;

import org.jspecify.annotations.NullMarked;
