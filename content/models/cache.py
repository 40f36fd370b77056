from django.db import models


class CacheRow(models.Model):
    """The table of Django's database cache, which counts tries to sign in for all processes of the server together.

    As a model it comes with the migrations, and `createcachetable` finds it there. Its columns are Django's.
    """

    cache_key = models.CharField("sleutel", max_length=255, primary_key=True)
    value = models.TextField("waarde")
    expires = models.DateTimeField("tot", db_index=True)

    class Meta:
        verbose_name = "onthouden waarde"
        verbose_name_plural = "onthouden waarden"
        db_table = "content_cacherow"
        default_permissions = ()

    def __str__(self):
        return self.cache_key
