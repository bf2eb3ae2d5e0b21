package io.taffrail.simulation.disk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The names in a directory. Each change leaves the whole listing behind it; a crash goes back to
 * one of the listings since the last sync, because file systems journal names in their order.
 */
final class SimDirectory {

    private static final class Names {
        final TreeMap<String, SimInode> files;
        final TreeSet<String> directories;

        Names(Map<String, SimInode> files, Collection<String> directories) {
            this.files = new TreeMap<>(files);
            this.directories = new TreeSet<>(directories);
        }

        Names copy() {
            return new Names(files, directories);
        }
    }

    private Names now = new Names(Map.of(), List.of());

    /** The listing as last synced, and after each change since. */
    private final ArrayList<Names> possible = new ArrayList<>(List.of(now));

    private Names change() {
        now = now.copy();
        possible.add(now);
        return now;
    }

    void put(String name, SimInode inode) {
        change().files.put(name, inode);
    }

    void putDirectory(String name) {
        change().directories.add(name);
    }

    void remove(String name) {
        if (now.files.containsKey(name) || now.directories.contains(name)) {
            Names names = change();
            names.files.remove(name);
            names.directories.remove(name);
        }
    }

    void rename(String from, String to) {
        Names names = change();
        SimInode inode = names.files.remove(from);
        if (inode != null) {
            names.files.put(to, inode);
        }
    }

    void renameDirectory(String from, String to) {
        Names names = change();
        names.directories.remove(from);
        names.directories.add(to);
    }

    void sync() {
        possible.clear();
        possible.add(now);
    }

    void crash(RandomGenerator chance) {
        now = possible.get(chance.nextInt(possible.size()));
        sync();
    }

    @Nullable SimInode fileOrNull(String name) {
        return now.files.get(name);
    }

    boolean hasDirectory(String name) {
        return now.directories.contains(name);
    }

    Collection<SimInode> files() {
        return now.files.values();
    }

    Collection<String> fileNames() {
        return now.files.keySet();
    }

    List<String> names() {
        var all = new TreeSet<>(now.files.keySet());
        all.addAll(now.directories);
        return List.copyOf(all);
    }
}
