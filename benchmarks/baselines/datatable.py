"""A bare DataTable with one page of the columns of Personel: 50 rows, a row cursor, nothing behind it."""

from textual.app import App, ComposeResult
from textual.widgets import DataTable

COLUMNS = ("Badan", "Jabatan", "Unit", "Nama", "SK", "ASN", "Pakta", "Bimtek", "Sejak")
ROWS = 50


class BareTable(App[None]):
    """Shows 50 rows."""

    def compose(self) -> ComposeResult:
        """One widget."""
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        """Fill it."""
        table = self.query_one(DataTable)
        table.add_columns(*COLUMNS)
        for n in range(1, ROWS + 1):
            table.add_row(
                "KPPS", f"anggota {n % 7 + 1}", f"TPS {n:03} Kel. Panjang", f"Nama Lengkap Orang {n:02}",
                f"141/{n:03}/2024", "-", "siap", "belum", "25 Jan 2024",
            )  # fmt: skip


if __name__ == "__main__":
    BareTable().run(mouse=False)
