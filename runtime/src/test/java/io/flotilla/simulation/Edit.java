package io.flotilla.simulation;

import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// What one transaction does to a database: these pages get this content, and it has so many pages afterwards.
record Edit(SortedMap<Integer, byte[]> pages, int count) {

    private static final int MOST_PAGES = 12;

    /// A transaction in WAL mode, which leaves the first page alone where it can.
    static Edit inWal(Image before, Image older, SplittableRandom random) {
        return of(before, older, before.isWal(), random);
    }

    /// A transaction with a rollback journal, which always writes the first page.
    static Edit inPlace(Image before, Image older, SplittableRandom random) {
        Edit edit = of(before, older, false, random);
        edit.pages.computeIfAbsent(1, page -> first(before, edit.count, false, random));
        return edit;
    }

    /// A change of the journal mode.
    static Edit mode(Image before, boolean wal, SplittableRandom random) {
        var pages = new TreeMap<Integer, byte[]>();
        pages.put(1, first(before, before.count(), wal, random));
        return new Edit(pages, before.count());
    }

    private static Edit of(Image before, Image older, boolean wal, SplittableRandom random) {
        int count = count(before.count(), random);
        var pages = new TreeMap<Integer, byte[]>();
        boolean all = random.nextInt(12) == 0;
        int some = 1 + random.nextInt(4);
        for (int page = 2; page <= count; page++) {
            if (all || page > before.count() || random.nextInt(count) < some) {
                pages.put(page, content(before, older, page, random));
            }
        }
        if (count != before.count() || pages.isEmpty() || random.nextInt(4) == 0) {
            pages.put(1, first(before, count, wal, random));
        }
        return new Edit(pages, count);
    }

    /// Mostly something new, at times what was there, or what was there once.
    private static byte[] content(Image before, Image older, int page, SplittableRandom random) {
        Image source = random.nextBoolean() ? before : older;
        boolean same = random.nextInt(5) == 0 && page <= source.count();
        return same ? source.page(page) : Image.randomPage(before.page(1).length, random);
    }

    private static byte[] first(Image before, int count, boolean wal, SplittableRandom random) {
        return Image.firstPage(before.page(1).length, count, before.changeCounter() + 1, wal, random);
    }

    private static int count(int before, SplittableRandom random) {
        return switch (random.nextInt(6)) {
            case 0 -> Math.min(MOST_PAGES, before + 1 + random.nextInt(3));
            case 1 -> Math.max(1, before - 1 - random.nextInt(4));
            default -> before;
        };
    }

    Image applied(Image before) {
        return before.with(pages, count);
    }
}
