/**
 * The balance of leadership among brokers: the passing of time in, commands for elections out.
 * Owned by the controller's loop; the rule itself is with the other rules.
 */
@NullMarked
package io.taffrail.controller.balance;

import org.jspecify.annotations.NullMarked;
